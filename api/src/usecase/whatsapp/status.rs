//! What became of something that went out: statuses move the visitor's marks, and failures are told to the agents.

use pronto_entity::{column::Word, whatsapp_delivery, whatsapp_message};
use pronto_protocol::whatsapp::WhatsappDeliveryState;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{tell::tell, word::Mishap};
use crate::{
    auth::Visitor,
    error::Result,
    ledger::Transaction,
    step::load_chat,
    usecase::visitor::{move_read_mark, move_received_mark},
    whatsapp::{body::Status, failure::Failure},
};

/// Notes a status. They come in any order and more than once: the furthest one counts.
///
/// # Errors
/// A failure of the database.
pub(super) async fn note(transaction: &mut Transaction, status: Status) -> Result<()> {
    let state = match status.status.as_str() {
        "sent" => WhatsappDeliveryState::Sent,
        "delivered" => WhatsappDeliveryState::Delivered,
        "read" | "played" => WhatsappDeliveryState::Read,
        "failed" => WhatsappDeliveryState::Failed,
        _ => return Ok(()),
    };
    let Some(row) = find(transaction, &status).await? else { return Ok(()) };
    if state.rank() <= row.state.0.rank() {
        return Ok(());
    }
    let mut changed = row.clone().into_active_model();
    changed.state = Set(Word(state));
    // A status of what is still on its way here says that it has arrived there.
    changed.due_at = Set(None);
    if !status.id.is_empty() {
        changed.wamid = Set(Some(status.id));
    }
    let failure = status.errors.first().map(Failure::of_problem);
    if state == WhatsappDeliveryState::Failed {
        changed.code = Set(failure.as_ref().and_then(|failure| failure.code));
        changed.words = Set(failure.as_ref().map(|failure| failure.words.clone()));
    }
    changed.update(transaction.db()).await?;
    if row.due_at.is_some() {
        // What waits behind it may go.
        transaction.wake_workers();
    }
    match state {
        WhatsappDeliveryState::Failed => {
            let words = failure.as_ref().map_or("failed", |failure| failure.words.as_str());
            tell(transaction, &row, Mishap::Failed, words, failure.as_ref().and_then(|failure| failure.code)).await
        }
        WhatsappDeliveryState::Delivered | WhatsappDeliveryState::Read => mark(transaction, &row, state).await,
        _ => Ok(()),
    }
}

/// By the provider's id; by ours when the answer that told it was lost.
async fn find(transaction: &Transaction, status: &Status) -> Result<Option<whatsapp_delivery::Model>> {
    let ours = status.biz_opaque_callback_data.parse::<Uuid>().ok();
    if let Some(id) = ours {
        let row = whatsapp_delivery::Entity::find_by_id(id)
            .filter(whatsapp_delivery::Column::OrganizationId.eq(transaction.organization_id()))
            .one(transaction.db())
            .await?;
        if row.is_some() {
            return Ok(row);
        }
    }
    let row = whatsapp_delivery::Entity::find()
        .filter(whatsapp_delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whatsapp_delivery::Column::Wamid.eq(status.id.as_str()))
        .one(transaction.db())
        .await?;
    Ok(row)
}

/// Moves the visitor's mark to the message when each of its parts has come so far.
async fn mark(
    transaction: &mut Transaction,
    row: &whatsapp_delivery::Model,
    state: WhatsappDeliveryState,
) -> Result<()> {
    let (Some(chat_id), Some(message_id)) = (row.chat_id, row.message_id) else { return Ok(()) };
    let parts = whatsapp_delivery::Entity::find()
        .filter(whatsapp_delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whatsapp_delivery::Column::MessageId.eq(message_id))
        .all(transaction.db())
        .await?;
    if parts.iter().any(|part| part.state.0.rank() < state.rank()) {
        return Ok(());
    }
    let chat = load_chat(transaction, chat_id).await?;
    let visitor = Visitor { id: chat.visitor_id, organization_id: chat.organization_id };
    let number = row.number.unsigned_abs();
    if state == WhatsappDeliveryState::Read {
        move_read_mark(transaction, visitor, chat_id, number).await
    } else {
        move_received_mark(transaction, visitor, chat_id, number).await
    }
}

/// The message of a chat that the provider's id names, whichever way it went.
///
/// # Errors
/// A failure of the database.
pub(super) async fn message_of(transaction: &Transaction, chat_id: Uuid, wamid: &str) -> Result<Option<Uuid>> {
    let organization_id = transaction.organization_id();
    let inbound = whatsapp_message::Entity::find()
        .filter(whatsapp_message::Column::OrganizationId.eq(organization_id))
        .filter(whatsapp_message::Column::Wamid.eq(wamid))
        .filter(whatsapp_message::Column::ChatId.eq(chat_id))
        .one(transaction.db())
        .await?;
    if let Some(row) = inbound {
        return Ok(row.message_id);
    }
    let outbound = whatsapp_delivery::Entity::find()
        .filter(whatsapp_delivery::Column::OrganizationId.eq(organization_id))
        .filter(whatsapp_delivery::Column::Wamid.eq(wamid))
        .filter(whatsapp_delivery::Column::ChatId.eq(chat_id))
        .one(transaction.db())
        .await?;
    Ok(outbound.and_then(|row| row.message_id))
}
