//! Finds a queue of the organization.

use pronto_entity::queue;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The queue's row.
///
/// # Errors
/// `not_found`.
pub async fn find<C: ConnectionTrait>(database: &C, organization_id: Uuid, queue_id: Uuid) -> Result<queue::Model> {
    queue::Entity::find_by_id(queue_id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}
