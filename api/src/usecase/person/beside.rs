//! What is kept of a person beside chats: what the index, the outbox and the contact form hold, and where the person browsed.

use pronto_entity::{
    approach, chat_identity, column::Word, event, mail, mention, message, note, offline_message, page_view, visit,
    webhook_delivery, whatsapp_delivery, whatsapp_message, whatsapp_sender, whisper,
};
use pronto_protocol::offline::OfflineMessageState;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use uuid::Uuid;

use super::step::{ERASED, blank_webhook_deliveries};
use crate::{error::Result, ledger::Transaction, search};

/// Events that tell of a visitor without a chat.
const KINDS: [&str; 3] = ["offline_message.received", "offline_message.updated", "approach.updated"];

/// What hangs on a chat in other tables than its own.
///
/// # Errors
/// A failure of the database.
pub(super) async fn erase_beside_chat(transaction: &Transaction, chat_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let mut ids = vec![chat_id];
    macro_rules! ids_of {
        ($($noun:ident)+) => {
            $(
                let rows: Vec<Uuid> = $noun::Entity::find()
                    .select_only()
                    .column($noun::Column::Id)
                    .filter($noun::Column::OrganizationId.eq(organization_id))
                    .filter($noun::Column::ChatId.eq(chat_id))
                    .into_tuple()
                    .all(transaction.db())
                    .await?;
                ids.extend(rows);
            )+
        };
    }
    ids_of!(message whisper note);
    search::forget(transaction, &ids).await?;
    macro_rules! delete_of {
        ($($noun:ident)+) => {
            $(
                $noun::Entity::delete_many()
                    .filter($noun::Column::OrganizationId.eq(organization_id))
                    .filter($noun::Column::ChatId.eq(chat_id))
                    .exec(transaction.db())
                    .await?;
            )+
        };
    }
    delete_of!(chat_identity mail mention whatsapp_delivery whatsapp_message);
    Ok(())
}

/// What hangs on a visitor: visits, what was sent to them, and what was left in contact forms.
///
/// # Errors
/// A failure of the database.
pub(super) async fn erase_beside_visitor(transaction: &Transaction, visitor_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let visits = visit::Entity::find()
        .select_only()
        .column(visit::Column::Id)
        .filter(visit::Column::OrganizationId.eq(organization_id))
        .filter(visit::Column::VisitorId.eq(visitor_id));
    page_view::Entity::delete_many()
        .filter(page_view::Column::OrganizationId.eq(organization_id))
        .filter(page_view::Column::VisitId.in_subquery(visits.into_query()))
        .exec(transaction.db())
        .await?;
    macro_rules! delete_of {
        ($($noun:ident)+) => {
            $(
                $noun::Entity::delete_many()
                    .filter($noun::Column::OrganizationId.eq(organization_id))
                    .filter($noun::Column::VisitorId.eq(visitor_id))
                    .exec(transaction.db())
                    .await?;
            )+
        };
    }
    delete_of!(approach visit);
    erase_whatsapp(transaction, visitor_id).await?;
    erase_offline_messages(transaction, visitor_id).await?;
    erase_told(transaction, &KINDS, &[visitor_id]).await
}

/// Empties what the log and the webhooks' log say in events of these kinds of what has one of these ids.
///
/// # Errors
/// A failure of the database.
pub(super) async fn erase_told(transaction: &Transaction, kinds: &[&str], ids: &[Uuid]) -> Result<()> {
    for id in ids.iter().map(Uuid::to_string) {
        let posted = Condition::all()
            .add(webhook_delivery::Column::Kind.is_in(kinds.iter().copied()))
            .add(webhook_delivery::Column::Body.contains(id.as_str()));
        blank_webhook_deliveries(transaction, posted).await?;
        event::Entity::update_many()
            .col_expr(event::Column::Content, Expr::value(ERASED))
            .col_expr(event::Column::Kind, Expr::value("erased"))
            .filter(event::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(event::Column::Kind.is_in(kinds.iter().copied()))
            .filter(event::Column::Content.contains(id.as_str()))
            .exec(transaction.db())
            .await?;
    }
    Ok(())
}

/// Who the visitor is on WhatsApp, and what passed outside of chats.
async fn erase_whatsapp(transaction: &Transaction, visitor_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let of_visitor = Condition::all()
        .add(whatsapp_sender::Column::OrganizationId.eq(organization_id))
        .add(whatsapp_sender::Column::VisitorId.eq(visitor_id));
    let senders: Vec<Uuid> = whatsapp_sender::Entity::find()
        .select_only()
        .column(whatsapp_sender::Column::Id)
        .filter(of_visitor.clone())
        .into_tuple()
        .all(transaction.db())
        .await?;
    macro_rules! delete_of {
        ($($noun:ident)+) => {
            $(
                $noun::Entity::delete_many()
                    .filter($noun::Column::OrganizationId.eq(organization_id))
                    .filter($noun::Column::SenderId.is_in(senders.iter().copied()))
                    .exec(transaction.db())
                    .await?;
            )+
        };
    }
    delete_of!(whatsapp_delivery whatsapp_message);
    whatsapp_sender::Entity::delete_many().filter(of_visitor).exec(transaction.db()).await?;
    Ok(())
}

/// That one was left, when and where, stays; it is nobody's work any more.
async fn erase_offline_messages(transaction: &Transaction, visitor_id: Uuid) -> Result<()> {
    use offline_message::Column;
    offline_message::Entity::update_many()
        .col_expr(Column::Name, Expr::value(""))
        .col_expr(Column::Email, Expr::value(Option::<String>::None))
        .col_expr(Column::Phone, Expr::value(Option::<String>::None))
        .col_expr(Column::Subject, Expr::value(Option::<String>::None))
        .col_expr(Column::Text, Expr::value(""))
        .col_expr(Column::HandlingNote, Expr::value(Option::<String>::None))
        .col_expr(Column::ContentHash, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::State, Expr::value(Word(OfflineMessageState::Handled).0.as_str()))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::VisitorId.eq(visitor_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}
