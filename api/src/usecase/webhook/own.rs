//! The rows of one's own organization.

use pronto_entity::webhook;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};

/// A webhook of the organization.
///
/// # Errors
/// `not_found`.
pub(super) async fn own<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    webhook_id: Uuid,
) -> Result<webhook::Model> {
    webhook::Entity::find_by_id(webhook_id)
        .filter(webhook::Column::OrganizationId.eq(organization_id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}
