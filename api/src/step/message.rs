//! A message written outside the hot path: with attachments or a quote, or by Pronto itself.

use std::collections::BTreeMap;

use pronto_entity::{
    chat,
    column::{Json, Word},
    message,
};
use pronto_protocol::{
    attachment::AttachmentView,
    event::Change,
    message::{MessageView, Notice, NoticeCode, SenderKind},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{load_chat, wake_chat};
use crate::{
    error::Result,
    ledger::{TextSender, Transaction},
};

/// A message to be written.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The chat.
    pub chat_id: Uuid,
    /// Who sends it.
    pub sender: TextSender,
    /// The text.
    pub text: String,
    /// Its attachments.
    pub attachments: Vec<AttachmentView>,
    /// The message it quotes.
    pub quoted_id: Option<Uuid>,
    /// For system messages: what happened.
    pub notice: Option<Notice>,
    /// The sender's id for it.
    pub client_id: Uuid,
    /// What the request asked for.
    pub content_hash: Vec<u8>,
}

/// Takes the chat's next position, and number for messages: the row is locked by the ledger's order.
///
/// # Errors
/// A failure of the database.
pub async fn next_position(transaction: &Transaction, chat_id: Uuid, is_message: bool) -> Result<(i64, i64)> {
    let chat = load_chat(transaction, chat_id).await?;
    let position = chat.last_position + 1;
    let number = chat.last_number + i64::from(is_message);
    let mut moved: chat::ActiveModel = chat.into_active_model();
    moved.last_position = Set(position);
    moved.last_number = Set(number);
    moved.last_entry_at = Set(transaction.now_ms());
    moved.update(transaction.db()).await?;
    Ok((position, number))
}

/// Writes a message and tells `message.sent`. A visitor's brings the chat back to who has set it aside.
///
/// # Errors
/// A failure of the database.
pub async fn add_message(transaction: &mut Transaction, new: NewMessage) -> Result<MessageView> {
    let (position, number) = next_position(transaction, new.chat_id, true).await?;
    let row = message::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        chat_id: Set(new.chat_id),
        position: Set(position),
        number: Set(number),
        sender_kind: Set(Word(new.sender.kind)),
        sender_id: Set(new.sender.id),
        sender_name: Set(new.sender.name),
        sender_role: Set(new.sender.role.map(Word)),
        text: Set(new.text),
        attachments: Set(Some(new.attachments).filter(|list| !list.is_empty()).map(Json)),
        quoted_id: Set(new.quoted_id),
        notice: Set(new.notice.map(Json)),
        client_id: Set(new.client_id),
        content_hash: Set(new.content_hash),
        sent_at: Set(transaction.now_ms()),
        edited_at: Set(None),
        deleted_at: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let view: MessageView = row.insert(transaction.db()).await?.into();
    transaction.emit(Change::MessageSent(view.clone()));
    if view.sender.kind == SenderKind::Visitor {
        wake_chat(transaction, view.chat_id).await?;
    }
    Ok(view)
}

/// Writes a system message.
///
/// # Errors
/// A failure of the database.
pub async fn add_notice(
    transaction: &mut Transaction,
    chat_id: Uuid,
    code: NoticeCode,
    names: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<MessageView> {
    let names: BTreeMap<String, String> = names.into_iter().map(|(key, name)| (key.to_owned(), name)).collect();
    let new = NewMessage {
        chat_id,
        sender: TextSender { kind: SenderKind::System, id: Uuid::nil(), name: "Pronto".to_owned(), role: None },
        text: String::new(),
        attachments: Vec::new(),
        quoted_id: None,
        notice: Some(Notice { code, names }),
        client_id: transaction.id(),
        content_hash: Vec::new(),
    };
    add_message(transaction, new).await
}
