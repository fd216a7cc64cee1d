//! Mails replies to visitors who have gone: once in a silence, and only when nobody is there to read them.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, message, organization, queue};
use pronto_protocol::{mail::MailKind, message::SenderKind};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    address::typed_address,
    queue::{NewMail, locale_of, queue_mail},
    unread::unread,
    word,
};
use crate::{
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    usecase::mail_account::account_of,
};

/// Silences older than this are history: nobody waits for that reply any more.
const LOOK_BACK_MS: i64 = 86_400_000;
/// Chats looked at in one round.
const CHATS_MOST: u64 = 500;

/// Writes the mails that are due in every organization; tells how many.
///
/// # Errors
/// A failure of the database.
pub async fn mail_unread(context: &Context) -> Result<usize> {
    let mut count = 0;
    for organization in organization::Entity::find().all(context.db()).await? {
        let minutes = organization.settings.0.reply_mail_minutes;
        if minutes == 0 {
            continue;
        }
        let sent_by_ms = context.clock.now_ms() - i64::from(minutes) * 60_000;
        for chat in candidates(context, organization.id, sent_by_ms).await? {
            if context.hub.visitor_is_here(organization.id, chat.visitor_id)
                || typed_address(context.db(), &chat).await?.is_none()
                || unread(context.db(), &chat, sent_by_ms).await?.is_none()
            {
                continue;
            }
            let (hub, public_url, chat_id) = (context.hub.clone(), context.config.public_url(), chat.id);
            let written = context
                .ledger
                .commit(organization.id, move |transaction| {
                    write(transaction, hub, public_url, chat_id, sent_by_ms).boxed()
                })
                .await?;
            count += usize::from(written);
        }
    }
    Ok(count)
}

/// Chats with a reply that is unread by the visitor's mark, spoken in lately.
async fn candidates(context: &Context, organization_id: Uuid, sent_by_ms: i64) -> Result<Vec<chat::Model>, DbErr> {
    use chat::Column;
    let replies = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::OrganizationId.eq(organization_id))
        .filter(Expr::col((message::Entity, message::Column::ChatId)).equals((chat::Entity, Column::Id)))
        .filter(
            Expr::col((message::Entity, message::Column::Number))
                .gt(Expr::col((chat::Entity, Column::VisitorReadNumber))),
        )
        .filter(message::Column::SenderKind.eq(Word(SenderKind::Agent)))
        .filter(message::Column::SentAt.lte(sent_by_ms))
        .into_query();
    chat::Entity::find()
        .filter(Column::OrganizationId.eq(organization_id))
        // By the index on the start; a chat that goes on for longer is not a drop.
        .filter(Column::StartedAt.gte(sent_by_ms - 30 * LOOK_BACK_MS))
        .filter(Column::LastEntryAt.gte(sent_by_ms - LOOK_BACK_MS))
        .filter(Expr::exists(replies))
        .order_by_asc(Column::LastEntryAt)
        .limit(CHATS_MOST)
        .all(context.db())
        .await
}

/// Looks again in the ledger, where nothing comes in between, and writes the mail; true when it did.
async fn write(
    transaction: &mut Transaction,
    hub: Hub,
    public_url: String,
    chat_id: Uuid,
    sent_by_ms: i64,
) -> Result<bool> {
    let organization_id = transaction.organization_id();
    let organization = organization::Entity::find_by_id(organization_id).one(transaction.db()).await?;
    let organization = organization.ok_or_else(Error::not_found)?;
    let chat = crate::step::load_chat(transaction, chat_id).await?;
    if hub.visitor_is_here(organization_id, chat.visitor_id) {
        return Ok(false);
    }
    let Some(unread) = unread(transaction.db(), &chat, sent_by_ms).await? else { return Ok(false) };
    let Some(to) = typed_address(transaction.db(), &chat).await? else { return Ok(false) };
    if account_of(transaction.db(), organization_id, chat.queue_id).await?.is_none() {
        return Ok(false);
    }
    let queue = queue::Entity::find_by_id(chat.queue_id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let link = format!("{public_url}/chat/{}/{}", organization.slug, queue.slug);
    let locale = locale_of(transaction, &chat, &organization.settings.0).await?;
    let replies: Vec<(String, String)> =
        unread.replies.into_iter().map(|message| (message.sender_name.clone(), said(message))).collect();
    let (subject, text) = word::reply(locale, &organization, &chat, &replies, &link);
    let new = NewMail { kind: MailKind::Reply, to, subject, text, silence_number: unread.silence_number };
    queue_mail(transaction, &chat, &organization.settings.0, new).await?;
    Ok(true)
}

/// What was said, with the names of the files.
fn said(message: message::Model) -> String {
    let files = message.attachments.map(|files| files.0).unwrap_or_default();
    let files = files.into_iter().map(|file| format!("[{}]", file.name));
    let parts: Vec<String> = std::iter::once(message.text).filter(|text| !text.is_empty()).chain(files).collect();
    parts.join("\n")
}
