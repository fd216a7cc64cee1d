//! The message whose file was fetched, or will not be had.

use futures_util::FutureExt;
use pronto_entity::{attachment, column::Json, message, whatsapp_message};
use pronto_protocol::{attachment::AttachmentView, event::Change, message::MessageView};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::word;
use crate::{context::Context, error::Result, ledger::Transaction, usecase::contact::settings_of};

/// Gives the message its file, in place of what stood for it. False when nobody wants it any more: the message was taken back
/// or erased, or another node was faster.
///
/// # Errors
/// A failure of the database.
pub(super) async fn attach(
    context: &Context,
    row: &whatsapp_message::Model,
    file: attachment::ActiveModel,
) -> Result<bool> {
    let row = row.clone();
    context
        .ledger
        .commit(row.organization_id, move |transaction| {
            async move {
                let Some(message) = open(transaction, &row).await? else { return Ok(false) };
                let mut file = file;
                file.id = Set(transaction.id());
                file.created_at = Set(transaction.now_ms());
                file.message_id = Set(Some(message.id));
                let view = AttachmentView::from(file.insert(transaction.db()).await?);
                // What was edited meanwhile stays as it was edited.
                let text = if message.edited_at.is_some() { message.text.clone() } else { caption(&row) };
                change(transaction, message, text, Some(view)).await?;
                Ok(true)
            }
            .boxed()
        })
        .await
}

/// Writes into the message why its file is not there.
///
/// # Errors
/// A failure of the database.
pub(super) async fn give_up(context: &Context, row: &whatsapp_message::Model, words: String) -> Result<()> {
    let row = row.clone();
    context
        .ledger
        .commit(row.organization_id, move |transaction| {
            async move {
                let Some(message) = open(transaction, &row).await? else { return Ok(()) };
                let locale = settings_of(transaction.db(), transaction.organization_id()).await?.locale;
                let text = format!("{}\n{}", message.text, word::file_lost(locale, &words));
                change(transaction, message, text, None).await
            }
            .boxed()
        })
        .await
}

/// It is tried again later.
///
/// # Errors
/// A failure of the database.
pub(super) async fn put_off(context: &Context, row: &whatsapp_message::Model, due_at: i64) -> Result<()> {
    let id = row.id;
    context
        .ledger
        .commit(row.organization_id, move |transaction| {
            async move { set_due(transaction, id, Some(due_at)).await }.boxed()
        })
        .await
}

fn caption(row: &whatsapp_message::Model) -> String {
    row.caption.as_deref().map(|caption| caption.trim().to_owned()).unwrap_or_default()
}

/// The message, while its file is still wanted; what waits for it ends here.
async fn open(transaction: &Transaction, row: &whatsapp_message::Model) -> Result<Option<message::Model>> {
    let waiting = whatsapp_message::Entity::find_by_id(row.id)
        .filter(whatsapp_message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whatsapp_message::Column::DueAt.is_not_null())
        .one(transaction.db())
        .await?;
    if waiting.is_none() {
        return Ok(None);
    }
    set_due(transaction, row.id, None).await?;
    let message = message::Entity::find_by_id(row.message_id.unwrap_or_default())
        .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    Ok(message.filter(|message| message.deleted_at.is_none()))
}

async fn set_due(transaction: &Transaction, id: Uuid, due_at: Option<i64>) -> Result<()> {
    whatsapp_message::Entity::update_many()
        .col_expr(whatsapp_message::Column::DueAt, Expr::value(due_at))
        .filter(whatsapp_message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whatsapp_message::Column::Id.eq(id))
        .exec(transaction.db())
        .await?;
    Ok(())
}

/// Told like an edit, but not marked as one: nobody has edited anything.
async fn change(
    transaction: &mut Transaction,
    message: message::Model,
    text: String,
    file: Option<AttachmentView>,
) -> Result<()> {
    let mut changed = message.into_active_model();
    changed.text = Set(text);
    if let Some(file) = file {
        changed.attachments = Set(Some(Json(vec![file])));
    }
    changed.seq = Set(transaction.next_seq());
    let view: MessageView = changed.update(transaction.db()).await?.into();
    transaction.emit(Change::MessageEdited(view));
    Ok(())
}
