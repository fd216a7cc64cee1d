//! Erases the content of a chat: files first, then rows, so that no file is left that nobody knows of.

use futures_util::FutureExt;
use pronto_entity::{attachment, chat};
use pronto_protocol::{chat::ChatState, event::Change};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{ERASE_JOB, step::erase_content};
use crate::{
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Erases a closed chat's content; that there was a chat, when, and who answered stays. Again is no change.
///
/// # Errors
/// `internal` when a file cannot be deleted: the job comes again.
pub async fn erase_chat(context: &Context, organization_id: Uuid, chat_id: Uuid) -> Result<()> {
    let files = attachment::Entity::find()
        .filter(attachment::Column::OrganizationId.eq(organization_id))
        .filter(attachment::Column::ChatId.eq(chat_id))
        .all(context.db())
        .await?;
    let closed = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::ClosedAt.is_not_null())
        .one(context.db())
        .await?;
    if closed.is_some() {
        for key in files.into_iter().flat_map(|file| std::iter::once(file.blob_key).chain(file.thumbnail_key)) {
            delete_file(context, &key).await?;
        }
    }
    context.ledger.commit(organization_id, move |transaction| erase(transaction, chat_id).boxed()).await?;
    context.visitor_names.forget(chat_id);
    Ok(())
}

/// A file that is gone already, from a try before, is as well.
async fn delete_file(context: &Context, key: &str) -> Result<()> {
    context.blobs.delete(key).await.map_err(Error::internal)
}

async fn erase(transaction: &mut Transaction, chat_id: Uuid) -> Result<()> {
    transaction.drop_jobs(ERASE_JOB, chat_id).await?;
    let row = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    // Reopened meanwhile: it is somebody's work again, and comes back when it is closed.
    let Some(row) = row.filter(|row| row.state.0 == ChatState::Closed && row.erased_at.is_none()) else {
        return Ok(());
    };
    let queue_id = row.queue_id;
    erase_content(transaction, row).await?;
    transaction.emit(Change::ChatErased { chat_id, queue_id });
    Ok(())
}
