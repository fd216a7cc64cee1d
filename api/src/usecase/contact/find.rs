//! A contact of this organization.

use pronto_entity::contact;
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The contact, merged ones too.
///
/// # Errors
/// `not_found`.
pub(crate) async fn find<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    contact_id: Uuid,
) -> Result<contact::Model> {
    contact::Entity::find_by_id(contact_id)
        .filter(contact::Column::OrganizationId.eq(organization_id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}

/// The contact, if it stands for itself.
///
/// # Errors
/// `not_found`, `conflict` for one that was merged into another.
pub(crate) async fn find_whole<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    contact_id: Uuid,
) -> Result<contact::Model> {
    let row = find(database, organization_id, contact_id).await?;
    match row.merged_into_id {
        Some(into_id) => {
            Err(Error::new(ErrorCode::Conflict).detail(format!("This contact was merged into {into_id}.")))
        }
        None => Ok(row),
    }
}
