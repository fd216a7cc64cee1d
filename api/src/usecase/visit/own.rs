//! Finds a visit of the organization.

use pronto_entity::visit;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The visit's row.
///
/// # Errors
/// `not_found`.
pub(crate) async fn find<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    visit_id: Uuid,
) -> Result<visit::Model> {
    visit::Entity::find_by_id(visit_id)
        .filter(visit::Column::OrganizationId.eq(organization_id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}
