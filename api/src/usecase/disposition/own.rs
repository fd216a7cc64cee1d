//! A disposition of the organization, and whether its name is free.

use pronto_entity::disposition;
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The disposition's row.
///
/// # Errors
/// `not_found`.
pub(super) async fn find(transaction: &Transaction, disposition_id: Uuid) -> Result<disposition::Model> {
    disposition::Entity::find_by_id(disposition_id)
        .filter(disposition::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}

/// Refuses a name that another disposition for the same chats has.
///
/// # Errors
/// `already_exists`.
pub(super) async fn refuse_second(
    transaction: &Transaction,
    queue_id: Option<Uuid>,
    name: &str,
    except: Option<Uuid>,
) -> Result<()> {
    let same_chats = match queue_id {
        Some(queue_id) => disposition::Column::QueueId.eq(queue_id),
        None => disposition::Column::QueueId.is_null(),
    };
    let rows = disposition::Entity::find()
        .filter(disposition::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(disposition::Column::Name.eq(name))
        .filter(same_chats)
        .all(transaction.db())
        .await?;
    if rows.iter().any(|row| Some(row.id) != except) {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("There is a disposition of this name."));
    }
    Ok(())
}
