//! Deletes one's own message.

use futures_util::FutureExt;
use pronto_entity::{attachment, message};
use pronto_protocol::event::Change;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    Author, Owner,
    own::{check_window, load_own},
};
use crate::{context::Context, error::Result, ledger::Transaction, usecase::attachment::discard};

/// Deletes one's own message, within the organization's time: its place stays, its text and files are gone. Again is no
/// change.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `channel_unable`, `forbidden`, `edit_window_passed`.
pub async fn delete(context: &Context, author: Author<'_>, chat_id: Uuid, message_id: Uuid) -> Result<()> {
    let owner = Owner::from(author);
    let blob_keys = context
        .ledger
        .commit(owner.organization_id(), move |transaction| empty(transaction, owner, chat_id, message_id).boxed())
        .await?;
    discard(context, blob_keys).await;
    Ok(())
}

/// Gives the keys of files that nothing names any more.
async fn empty(transaction: &mut Transaction, owner: Owner, chat_id: Uuid, message_id: Uuid) -> Result<Vec<String>> {
    let message = load_own(transaction, &owner, chat_id, message_id).await?;
    if message.deleted_at.is_some() {
        return Ok(Vec::new());
    }
    check_window(transaction, &message).await?;
    take_back(transaction, message).await
}

/// Empties a message: its place stays. Gives the keys of files that nothing names any more.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn take_back(transaction: &mut Transaction, message: message::Model) -> Result<Vec<String>> {
    let of_message = Condition::all()
        .add(attachment::Column::OrganizationId.eq(transaction.organization_id()))
        .add(attachment::Column::ChatId.eq(message.chat_id))
        .add(attachment::Column::MessageId.eq(message.id));
    let files = attachment::Entity::find().filter(of_message.clone()).all(transaction.db()).await?;
    attachment::Entity::delete_many().filter(of_message).exec(transaction.db()).await?;
    let mut changed: message::ActiveModel = message.into_active_model();
    changed.text = Set(String::new());
    changed.attachments = Set(None);
    changed.deleted_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(transaction.next_seq());
    let row = changed.update(transaction.db()).await?;
    transaction.emit(Change::MessageDeleted(row.into()));
    Ok(files.into_iter().flat_map(|file| std::iter::once(file.blob_key).chain(file.thumbnail_key)).collect())
}
