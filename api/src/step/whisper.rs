//! A whisper written into a chat.

use pronto_entity::{
    agent,
    column::{Json, Word},
    whisper,
};
use pronto_protocol::{agent::Role, event::Change, whisper::WhisperView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::next_position;
use crate::{
    auth::AgentCard,
    error::{Error, Result},
    ledger::Transaction,
};

/// A whisper to be written.
#[derive(Clone, Debug)]
pub struct NewWhisper {
    /// The chat.
    pub chat_id: Uuid,
    /// The text.
    pub text: String,
    /// Agents it mentions.
    pub mentions: Vec<Uuid>,
    /// The sender's id for it.
    pub client_id: Uuid,
    /// What the request asked for.
    pub content_hash: Vec<u8>,
}

/// Writes a whisper of this agent and tells `whisper.sent`.
///
/// # Errors
/// A failure of the database.
pub async fn add_whisper(transaction: &mut Transaction, sender: &AgentCard, new: NewWhisper) -> Result<WhisperView> {
    write(transaction, sender.id, sender.name.clone(), sender.role, new).await
}

/// Writes a line of Pronto's own for the agents of a chat alone.
///
/// # Errors
/// A failure of the database.
pub async fn tell_agents(transaction: &mut Transaction, chat_id: Uuid, text: String) -> Result<WhisperView> {
    let new = NewWhisper { chat_id, text, mentions: Vec::new(), client_id: transaction.id(), content_hash: Vec::new() };
    // The row names an agent, whose it is not: name and the missing hash say that Pronto speaks.
    let first = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .order_by_asc(agent::Column::Id)
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    write(transaction, first.id, whisper::OF_PRONTO.to_owned(), Role::Agent, new).await
}

async fn write(
    transaction: &mut Transaction,
    sender_id: Uuid,
    sender_name: String,
    sender_role: Role,
    new: NewWhisper,
) -> Result<WhisperView> {
    let (position, _) = next_position(transaction, new.chat_id, false).await?;
    let row = whisper::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        chat_id: Set(new.chat_id),
        position: Set(position),
        sender_id: Set(sender_id),
        sender_name: Set(sender_name),
        sender_role: Set(Word(sender_role)),
        text: Set(new.text),
        mentions: Set(Json(new.mentions)),
        client_id: Set(new.client_id),
        content_hash: Set(new.content_hash),
        sent_at: Set(transaction.now_ms()),
        edited_at: Set(None),
        deleted_at: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let view: WhisperView = row.insert(transaction.db()).await?.into();
    transaction.emit(Change::WhisperSent(view.clone()));
    Ok(view)
}
