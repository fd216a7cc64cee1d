//! The rows of one's own organization that one may know of.

use pronto_entity::webhook;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::integration::{Administrator, WebhooksManage},
    error::{Error, Result},
};

/// A webhook of the organization. Who may not be told whispers and notes knows of none that gets them: its address and its
/// secret, once changed, would bring them all the same.
///
/// # Errors
/// `not_found`.
pub(super) async fn own<C: ConnectionTrait>(
    database: &C,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
) -> Result<webhook::Model> {
    let row = webhook::Entity::find_by_id(webhook_id)
        .filter(webhook::Column::OrganizationId.eq(who.organization_id))
        .one(database)
        .await?;
    row.filter(|row| who.reads_internal || !row.internal).ok_or_else(Error::not_found)
}
