//! What somebody does to what was said before: reacts, edits, takes back; and who goes on under another number.

use pronto_entity::{chat, message};
use pronto_protocol::organization::OrganizationSettings;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::{
    hear::{Heard, Sayer, keep},
    sender::{Who, known, phone_of, rename},
    speak::{open_chat, pieces, prolong, say, speak},
    status::message_of,
    word,
};
use crate::{
    error::Result,
    ledger::Transaction,
    step::{emit_chat, tell_agents},
    usecase::message::{change_text, take_back},
};

/// A reaction says something only while somebody talks: it starts no chat.
///
/// # Errors
/// A failure of the database.
pub(super) async fn react(transaction: &mut Transaction, told: &Sayer<'_>, emoji: &str, to: &str) -> Result<()> {
    let locale = told.settings.locale;
    if let Some(chat) = open_chat(transaction, told).await? {
        let chat_id = chat.id;
        prolong(transaction, told, chat).await?;
        let quoted_id = message_of(transaction, chat_id, to).await?;
        let message_id = say(transaction, told, chat_id, word::reaction(locale, emoji), quoted_id).await?;
        return keep(transaction, told, Some(chat_id), Some(message_id), None).await;
    }
    let last = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::VisitorId.eq(told.sender.visitor_id))
        .filter(chat::Column::ErasedAt.is_null())
        .order_by_desc(chat::Column::Number)
        .one(transaction.db())
        .await?;
    if let Some(last) = last.as_ref().filter(|_| !emoji.is_empty()) {
        tell_agents(transaction, last.id, word::reaction_after(locale, &told.name(), emoji)).await?;
    }
    keep(transaction, told, last.map(|chat| chat.id), None, None).await
}

/// The earlier message, while its chat is open and it stands.
async fn earlier(transaction: &Transaction, told: &Sayer<'_>, wamid: &str) -> Result<Option<message::Model>> {
    let Some(chat) = open_chat(transaction, told).await? else { return Ok(None) };
    let Some(id) = message_of(transaction, chat.id, wamid).await? else { return Ok(None) };
    let row = message::Entity::find_by_id(id)
        .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let own = |row: &message::Model| row.sender_id == told.sender.visitor_id && row.deleted_at.is_none();
    Ok(row.filter(own))
}

/// What cannot be edited any more is said anew.
///
/// # Errors
/// A failure of the database.
pub(super) async fn edit(transaction: &mut Transaction, told: &Sayer<'_>, of: &str, text: String) -> Result<()> {
    match earlier(transaction, told, of).await? {
        Some(row) => {
            let (chat_id, message_id) = (row.chat_id, row.id);
            let text = pieces(&text).into_iter().next().unwrap_or_default();
            change_text(transaction, row, text).await?;
            keep(transaction, told, Some(chat_id), Some(message_id), None).await
        }
        None => speak(transaction, told, format!("✏️ {text}"), None, None).await,
    }
}

/// Takes an earlier message back; gives the keys of its files.
///
/// # Errors
/// A failure of the database.
pub(super) async fn revoke(transaction: &mut Transaction, told: &Sayer<'_>, of: &str) -> Result<Vec<String>> {
    let Some(row) = earlier(transaction, told, of).await? else {
        keep(transaction, told, None, None, None).await?;
        return Ok(Vec::new());
    };
    let (chat_id, message_id) = (row.chat_id, row.id);
    let keys = take_back(transaction, row).await?;
    keep(transaction, told, Some(chat_id), Some(message_id), None).await?;
    Ok(keys)
}

/// The person goes on under another number: the same visitor, and the same chat.
///
/// # Errors
/// A failure of the database.
pub(super) async fn follow(
    transaction: &mut Transaction,
    heard: &Heard,
    settings: &OrganizationSettings,
    wa_id: Option<String>,
    user_id: Option<String>,
) -> Result<()> {
    let Some(sender) = known(transaction, &heard.who).await? else { return Ok(()) };
    let phone = wa_id.as_deref().map(|wa_id| phone_of(wa_id, settings.phone_country));
    let who = Who { wa_id, user_id, name: None };
    let sender = rename(transaction, sender, &who, settings.phone_country).await?;
    let told = Sayer { heard, sender: &sender, settings };
    let chat = open_chat(transaction, &told).await?;
    let chat_id = chat.as_ref().map(|chat| chat.id);
    if let (Some(chat), Some(phone)) = (chat, phone) {
        let chat_id = chat.id;
        let mut moved = chat.into_active_model();
        moved.visitor_phone = Set(Some(phone.clone()));
        emit_chat(transaction, moved).await?;
        tell_agents(transaction, chat_id, word::moved(settings.locale, &phone)).await?;
    }
    keep(transaction, &told, chat_id, None, None).await
}
