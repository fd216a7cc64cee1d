//! A contact's row stamped with the event that changes it, and told.

use pronto_entity::contact;
use pronto_protocol::{contact::ContactView, event::Change};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::view_of;
use crate::{error::Result, ledger::Transaction};

/// Writes a changed row, or one whose identities have changed, and tells `contact.updated`.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn stamp(transaction: &mut Transaction, mut changed: contact::ActiveModel) -> Result<ContactView> {
    changed.seq = Set(transaction.next_seq());
    let row = changed.update(transaction.db()).await?;
    let view = view_of(transaction.db(), row).await?;
    transaction.emit(Change::ContactUpdated(view.clone()));
    Ok(view)
}
