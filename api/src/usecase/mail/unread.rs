//! Replies that a visitor who is gone has not read.

use pronto_entity::{chat, column::Word, mail, message};
use pronto_protocol::{mail::MailKind, message::SenderKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::Result;

/// Replies in one mail at most.
const REPLIES_MOST: u64 = 50;

/// What waits to be read.
pub(super) struct Unread {
    /// The last message number that the visitor has read or written.
    pub silence_number: i64,
    /// The agents' messages after it, in order.
    pub replies: Vec<message::Model>,
}

/// What a chat's visitor has not read, when the oldest of it was sent by the given time and nothing was mailed in this silence.
///
/// # Errors
/// A failure of the database.
pub(super) async fn unread<C: ConnectionTrait>(
    database: &C,
    chat: &chat::Model,
    sent_by_ms: i64,
) -> Result<Option<Unread>> {
    let written = of_chat(chat)
        .filter(message::Column::SenderKind.eq(Word(SenderKind::Visitor)))
        .order_by_desc(message::Column::Number)
        .one(database)
        .await?;
    let silence_number = chat.visitor_read_number.max(written.map_or(0, |message| message.number));
    let mailed = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(chat.organization_id))
        .filter(mail::Column::ChatId.eq(chat.id))
        .filter(mail::Column::Kind.eq(Word(MailKind::Reply)))
        .filter(mail::Column::SilenceNumber.gte(silence_number))
        .one(database)
        .await?;
    if mailed.is_some() {
        return Ok(None);
    }
    let replies = of_chat(chat)
        .filter(message::Column::SenderKind.eq(Word(SenderKind::Agent)))
        .filter(message::Column::Number.gt(silence_number))
        .filter(message::Column::DeletedAt.is_null())
        .order_by_asc(message::Column::Number)
        .limit(REPLIES_MOST)
        .all(database)
        .await?;
    let due = replies.first().is_some_and(|first| first.sent_at <= sent_by_ms);
    Ok(due.then_some(Unread { silence_number, replies }))
}

fn of_chat(chat: &chat::Model) -> sea_orm::Select<message::Entity> {
    message::Entity::find()
        .filter(message::Column::OrganizationId.eq(chat.organization_id))
        .filter(message::Column::ChatId.eq(chat.id))
}
