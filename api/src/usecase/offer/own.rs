//! Finds an offer of the agent's own.

use pronto_entity::offer;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::AgentCard,
    error::{Error, Result},
};

/// The offer's row; another agent's is `not_found`.
pub(super) async fn own_offer<C: ConnectionTrait>(
    database: &C,
    card: &AgentCard,
    offer_id: Uuid,
) -> Result<offer::Model> {
    offer::Entity::find_by_id(offer_id)
        .filter(offer::Column::OrganizationId.eq(card.organization_id))
        .filter(offer::Column::AgentId.eq(card.id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}
