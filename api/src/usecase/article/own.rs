//! Articles that an agent reads.

use pronto_entity::{article, column::Word};
use pronto_protocol::{
    agent::{Permission, Role},
    article::ArticleState,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    error::{Error, Result},
};

/// Published ones; drafts too for who writes articles.
pub(super) fn read_by(agent: &Agent) -> Condition {
    use article::Column;
    let writes = agent.card.role == Role::Admin || agent.card.permissions.contains(&Permission::WriteArticles);
    let all = Condition::all().add(Column::OrganizationId.eq(agent.organization_id()));
    if writes { all } else { all.add(Column::State.eq(Word(ArticleState::Published))) }
}

/// One that the agent reads.
///
/// # Errors
/// `not_found`.
pub(super) async fn load<C: ConnectionTrait>(database: &C, agent: &Agent, id: Uuid) -> Result<article::Model> {
    article::Entity::find()
        .filter(read_by(agent))
        .filter(article::Column::Id.eq(id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}
