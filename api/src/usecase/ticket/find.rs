//! A ticket of this organization.

use pronto_entity::ticket;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The ticket.
///
/// # Errors
/// `not_found`.
pub(crate) async fn find<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    ticket_id: Uuid,
) -> Result<ticket::Model> {
    ticket::Entity::find_by_id(ticket_id)
        .filter(ticket::Column::OrganizationId.eq(organization_id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}
