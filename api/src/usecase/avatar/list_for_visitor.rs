//! Pictures of the agents in a visitor's own chat.

use pronto_entity::{agent, organization, participant};
use pronto_protocol::agent::AvatarsView;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::link::address_of;
use crate::{auth::Visitor, context::Context, error::Result, policy};

/// Those of agents who are in the chat, where the organization shows pictures to visitors; none where it does not.
///
/// # Errors
/// `not_found`.
pub async fn list_for_visitor(context: &Context, visitor: Visitor, chat_id: Uuid) -> Result<AvatarsView> {
    let organization_id = visitor.organization_id;
    policy::own_chat(context.db(), visitor, chat_id).await?;
    let organization = organization::Entity::find_by_id(organization_id).one(context.db()).await?;
    if !organization.is_some_and(|organization| organization.settings.0.visitors_see_avatars) {
        return Ok(AvatarsView { avatars: Vec::new() });
    }
    let present = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(organization_id))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::LeftAt.is_null())
        .all(context.db())
        .await?;
    let agents = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Id.is_in(present.iter().map(|row| row.agent_id)))
        .order_by_asc(agent::Column::Id)
        .all(context.db())
        .await?;
    Ok(AvatarsView { avatars: agents.iter().filter_map(|row| address_of(context, row)).collect() })
}
