//! The end of a chat, whoever ends it: told, and routing given back what it may give to others.

use pronto_entity::{chat, column::Word};
use pronto_protocol::{
    chat::{ChatEnd, ChatState, ChatView},
    message::NoticeCode,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::view_of;
use crate::{
    error::Result,
    hub::Hub,
    ledger::Transaction,
    routing,
    step::{SILENCE_JOB, add_notice, emit_closed, load_chat, wake_chat},
    usecase::mail::mail_closed,
};

/// How a chat ends.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    /// Who ends it.
    pub end: ChatEnd,
    /// The system message that tells it.
    pub notice: NoticeCode,
    /// The name in that message.
    pub name: Option<(&'static str, String)>,
    /// Why, in the agent's words.
    pub reason: Option<String>,
    /// Whether the matter was solved.
    pub solved: Option<bool>,
}

/// Ends an open chat. Agents stay in it, so that it shows who was there, and a reopened chat has them again: lists and
/// limits look at the chat's state.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn end(transaction: &mut Transaction, hub: &Hub, chat_id: Uuid, ending: Ending) -> Result<ChatView> {
    // First, since the stream of the chat ends with `chat.closed`.
    add_notice(transaction, chat_id, ending.notice, ending.name).await?;
    wake_chat(transaction, chat_id).await?;
    let mut row: chat::ActiveModel = load_chat(transaction, chat_id).await?.into_active_model();
    transaction.drop_jobs(SILENCE_JOB, chat_id).await?;
    row.state = Set(Word(ChatState::Closed));
    row.closed_at = Set(Some(transaction.now_ms()));
    row.end = Set(Some(Word(ending.end)));
    row.close_reason = Set(ending.reason);
    row.solved = Set(ending.solved);
    emit_closed(transaction, row).await?;
    routing::chat_ended(transaction, hub, chat_id).await?;
    let chat = load_chat(transaction, chat_id).await?;
    mail_closed(transaction, &chat).await?;
    view_of(transaction.db(), chat).await
}
