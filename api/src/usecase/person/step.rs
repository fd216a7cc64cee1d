//! What an erasure erases: one step a noun. A table that keeps something of a person gets its line here.

use std::collections::BTreeMap;

use pronto_entity::{
    attachment, chat,
    column::{Json, Word},
    event, message, note, visitor, visitor_identity, webhook_delivery, whisper,
};
use pronto_protocol::message::SenderKind;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

use super::beside;
use crate::{error::Result, ledger::Transaction};

/// What an erased event says: its place in the log stays, so that nobody misses one.
pub(super) const ERASED: &str = r#"{"type":"erased","content":null}"#;

/// Everything that hangs on a chat.
///
/// # Errors
/// A failure of the database.
pub(super) async fn erase_content(transaction: &mut Transaction, row: chat::Model) -> Result<()> {
    let chat_id = row.id;
    erase_messages(transaction, chat_id).await?;
    erase_whispers(transaction, chat_id).await?;
    erase_notes(transaction, chat_id).await?;
    erase_attachments(transaction, chat_id).await?;
    erase_webhook_deliveries(transaction, chat_id).await?;
    erase_events(transaction, chat_id).await?;
    beside::erase_beside_chat(transaction, chat_id).await?;
    erase_chat_row(transaction, row).await
}

/// Everything that hangs on a visitor.
///
/// # Errors
/// A failure of the database.
pub(super) async fn erase_visitor(transaction: &mut Transaction, row: visitor::Model) -> Result<()> {
    visitor_identity::Entity::delete_many()
        .filter(visitor_identity::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(visitor_identity::Column::VisitorId.eq(row.id))
        .exec(transaction.db())
        .await?;
    beside::erase_beside_visitor(transaction, row.id).await?;
    let generation = row.token_generation + 1;
    let mut erased = row.into_active_model();
    erased.ip = Set(String::new());
    erased.token_generation = Set(generation);
    erased.update(transaction.db()).await?;
    Ok(())
}

async fn erase_messages(transaction: &Transaction, chat_id: Uuid) -> Result<()> {
    use message::Column;
    let of_chat =
        Condition::all().add(Column::OrganizationId.eq(transaction.organization_id())).add(Column::ChatId.eq(chat_id));
    message::Entity::update_many()
        .col_expr(Column::SenderName, Expr::value(""))
        .filter(of_chat.clone())
        .filter(Column::SenderKind.eq(Word(SenderKind::Visitor)))
        .exec(transaction.db())
        .await?;
    message::Entity::update_many()
        .col_expr(Column::Text, Expr::value(""))
        .col_expr(Column::Attachments, Expr::value(Option::<String>::None))
        .col_expr(Column::Notice, Expr::value(Option::<String>::None))
        .col_expr(Column::ContentHash, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::DeletedAt, Expr::value(transaction.now_ms()))
        .filter(of_chat)
        .exec(transaction.db())
        .await?;
    Ok(())
}

async fn erase_whispers(transaction: &Transaction, chat_id: Uuid) -> Result<()> {
    use whisper::Column;
    whisper::Entity::update_many()
        .col_expr(Column::Text, Expr::value(""))
        .col_expr(Column::ContentHash, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::DeletedAt, Expr::value(transaction.now_ms()))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::ChatId.eq(chat_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}

async fn erase_notes(transaction: &Transaction, chat_id: Uuid) -> Result<()> {
    use note::Column;
    note::Entity::update_many()
        .col_expr(Column::Text, Expr::value(""))
        .col_expr(Column::ContentHash, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::DeletedAt, Expr::value(transaction.now_ms()))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::ChatId.eq(chat_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}

async fn erase_attachments(transaction: &Transaction, chat_id: Uuid) -> Result<()> {
    attachment::Entity::delete_many()
        .filter(attachment::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(attachment::Column::ChatId.eq(chat_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}

async fn erase_webhook_deliveries(transaction: &Transaction, chat_id: Uuid) -> Result<()> {
    use webhook_delivery::Column;
    let of_chat = Condition::any().add(Column::ChatId.eq(chat_id)).add(Column::Body.contains(chat_id.to_string()));
    blank_webhook_deliveries(transaction, of_chat).await
}

/// Empties posts in the webhooks' log; those on their way are not sent any more.
pub(super) async fn blank_webhook_deliveries(transaction: &Transaction, which: Condition) -> Result<()> {
    use pronto_protocol::webhook::WebhookDeliveryState;
    use webhook_delivery::Column;
    webhook_delivery::Entity::update_many()
        .col_expr(Column::Body, Expr::value(""))
        .col_expr(Column::Answer, Expr::value(Option::<String>::None))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(which)
        .exec(transaction.db())
        .await?;
    webhook_delivery::Entity::update_many()
        .col_expr(Column::State, Expr::value(WebhookDeliveryState::Failed.as_str()))
        .col_expr(Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::Body.eq(""))
        .filter(Column::State.eq(Word(WebhookDeliveryState::Queued)))
        .exec(transaction.db())
        .await?;
    Ok(())
}

/// Offers, and chats that were given without one, tell of the chat to one agent and stand under no chat in the log.
async fn erase_events(transaction: &Transaction, chat_id: Uuid) -> Result<()> {
    use event::Column;
    let offers = Condition::all()
        .add(Column::Kind.is_in(["chat.assigned", "offer.made", "offer.ended"]))
        .add(Column::Content.contains(chat_id.to_string()));
    event::Entity::update_many()
        .col_expr(Column::Content, Expr::value(ERASED))
        .col_expr(Column::Kind, Expr::value("erased"))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Condition::any().add(Column::ChatId.eq(chat_id)).add(offers))
        .exec(transaction.db())
        .await?;
    Ok(())
}

async fn erase_chat_row(transaction: &Transaction, row: chat::Model) -> Result<()> {
    let mut erased = row.into_active_model();
    erased.visitor_name = Set(None);
    erased.visitor_phone = Set(None);
    erased.fields = Set(Json(BTreeMap::new()));
    erased.close_reason = Set(None);
    erased.form = Set(Json(BTreeMap::new()));
    erased.rating_comment = Set(None);
    erased.content_hash = Set(Vec::new());
    erased.erased_at = Set(Some(transaction.now_ms()));
    erased.seq = Set(transaction.next_seq());
    erased.update(transaction.db()).await?;
    Ok(())
}
