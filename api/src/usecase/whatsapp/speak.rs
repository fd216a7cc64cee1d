//! What somebody says: in the open chat, or as the first message of a new one.

use std::sync::Arc;

use pronto_entity::{chat, column::Word, message, queue};
use pronto_protocol::{
    chat::{Channel, ChatState},
    error::ErrorCode,
    message::{SenderKind, TEXT_MOST_CHARS},
    visitor::StartChatRequest,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    content::File,
    hear::{Sayer, keep},
    offline::leave,
    status::message_of,
};
use crate::{
    error::{Error, Result},
    ledger::{TextSender, Transaction},
    step::{NewMessage, add_message, emit_chat, load_chat},
    usecase::{
        text::content_hash,
        visitor::{ByWhatsapp, Start, Told, start},
    },
};

/// The chat that goes on: the person's open one by this number, or in this number's queue.
///
/// # Errors
/// A failure of the database.
pub(super) async fn open_chat(transaction: &Transaction, told: &Sayer<'_>) -> Result<Option<chat::Model>> {
    let rows = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::VisitorId.eq(told.sender.visitor_id))
        .filter(chat::Column::State.ne(Word(ChatState::Closed)))
        .order_by_desc(chat::Column::Number)
        .all(transaction.db())
        .await?;
    let account = &told.heard.account;
    let by_number = rows.iter().position(|row| row.whatsapp_account_id == Some(account.id));
    let found = by_number.or_else(|| rows.iter().position(|row| row.queue_id == account.queue_id));
    Ok(found.and_then(|at| rows.into_iter().nth(at)))
}

/// A text in messages of the length that one may have.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let letters: Vec<char> = clean.trim().chars().collect();
    letters.chunks(TEXT_MOST_CHARS).map(|piece| piece.iter().collect()).collect()
}

/// Says it. Out of hours it is kept for later, and the person is told.
///
/// # Errors
/// A failure of the database.
pub(super) async fn speak(
    transaction: &mut Transaction,
    told: &Sayer<'_>,
    text: String,
    file: Option<File>,
    quoted: Option<&str>,
) -> Result<()> {
    let mut pieces = pieces(&text).into_iter();
    let Some(first) = pieces.next() else { return keep(transaction, told, None, None, None).await };
    let (chat_id, message_id) = match open_chat(transaction, told).await? {
        Some(chat) => {
            let chat_id = chat.id;
            prolong(transaction, told, chat).await?;
            let quoted_id = match quoted {
                Some(quoted) => message_of(transaction, chat_id, quoted).await?,
                None => None,
            };
            (chat_id, say(transaction, told, chat_id, first, quoted_id).await?)
        }
        None => match begin(transaction, told, first).await {
            Ok(begun) => begun,
            Err(error) => {
                return match error.code() {
                    ErrorCode::QueueClosed | ErrorCode::LimitReached => leave(transaction, told, &text, error).await,
                    ErrorCode::VisitorBlocked => keep(transaction, told, None, None, None).await,
                    _ => Err(error),
                };
            }
        },
    };
    for piece in pieces {
        say(transaction, told, chat_id, piece, None).await?;
    }
    keep(transaction, told, Some(chat_id), Some(message_id), file).await
}

/// The person may be answered for another 24 hours, at the number that was written to last.
///
/// # Errors
/// A failure of the database.
pub(super) async fn prolong(transaction: &mut Transaction, told: &Sayer<'_>, chat: chat::Model) -> Result<()> {
    let until = told.reply_until(transaction.now_ms()).max(chat.reply_until.unwrap_or_default());
    let mut moved = chat.into_active_model();
    moved.reply_until = Set(Some(until));
    moved.whatsapp_account_id = Set(Some(told.heard.account.id));
    if told.sender.phone.is_some() {
        moved.visitor_phone = Set(told.sender.phone.clone());
    }
    emit_chat(transaction, moved).await?;
    Ok(())
}

/// Writes it into a chat; gives the message's id.
///
/// # Errors
/// A failure of the database.
pub(super) async fn say(
    transaction: &mut Transaction,
    told: &Sayer<'_>,
    chat_id: Uuid,
    text: String,
    quoted_id: Option<Uuid>,
) -> Result<Uuid> {
    let chat = load_chat(transaction, chat_id).await?;
    let new = NewMessage {
        chat_id,
        sender: TextSender {
            kind: SenderKind::Visitor,
            id: told.sender.visitor_id,
            name: chat.visitor_name.unwrap_or_default(),
            role: None,
        },
        content_hash: content_hash([text.as_bytes()]),
        text,
        attachments: Vec::new(),
        quoted_id,
        notice: None,
        client_id: transaction.id(),
    };
    Ok(add_message(transaction, new).await?.id)
}

/// Starts a chat in the number's queue, with what was said as its first message.
async fn begin(transaction: &mut Transaction, told: &Sayer<'_>, text: String) -> Result<(Uuid, Uuid)> {
    let organization_id = transaction.organization_id();
    let account = &told.heard.account;
    let queue = queue::Entity::find_by_id(account.queue_id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let request = StartChatRequest {
        client_id: transaction.id(),
        queue: queue.slug,
        subject_id: None,
        fields: std::collections::BTreeMap::new(),
        text: None,
        consent: false,
        channel: None,
    };
    let person = Told { name: told.sender.name.clone(), email: None, phone: told.sender.phone.clone() };
    let reply_until = told.reply_until(transaction.now_ms());
    let new = Start {
        blocked: Arc::clone(&told.heard.blocked),
        channel: Channel::Whatsapp,
        request,
        text,
        inviting: None,
        whatsapp: Some(ByWhatsapp { account_id: account.id, reply_until, told: person }),
    };
    let started = start(transaction, told.heard.hub.clone(), told.visitor(), new).await?;
    let first = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(organization_id))
        .filter(message::Column::ChatId.eq(started.id))
        .filter(message::Column::SenderKind.eq(Word(SenderKind::Visitor)))
        .order_by_asc(message::Column::Position)
        .one(transaction.db())
        .await?;
    let first = first.ok_or_else(|| Error::internal("a chat was started without its first message"))?;
    Ok((started.id, first.id))
}
