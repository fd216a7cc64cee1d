//! One message that came in: into the person's open chat, or into a new one.

use std::sync::Arc;

use pronto_entity::{whatsapp_account, whatsapp_message, whatsapp_sender};
use pronto_protocol::organization::OrganizationSettings;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    WINDOW_MS,
    change::{edit, follow, react, revoke},
    content::{File, Said, said},
    sender::{Who, sender_of},
    speak::speak,
};
use crate::{
    auth::{BlockList, Visitor},
    error::Result,
    hub::Hub,
    ledger::Transaction,
    usecase::contact::settings_of,
    whatsapp::body::Message,
};

/// A message with what is needed to take it.
pub(super) struct Heard {
    /// The number it came to.
    pub account: whatsapp_account::Model,
    /// Who sent it.
    pub who: Who,
    /// What came.
    pub message: Message,
    /// Who is blocked.
    pub blocked: Arc<BlockList>,
    /// For routing.
    pub hub: Hub,
}

/// Takes a message once. Gives the keys of files that nothing names any more.
///
/// # Errors
/// A failure of the database: WhatsApp posts it again.
pub(super) async fn hear(transaction: &mut Transaction, heard: Heard) -> Result<Vec<String>> {
    let wamid = heard.message.id.as_str();
    if wamid.is_empty() || (heard.who.wa_id.is_none() && heard.who.user_id.is_none()) {
        tracing::error!(wamid, kind = heard.message.kind, "a message of WhatsApp names no id or no sender");
        return Ok(Vec::new());
    }
    if seen(transaction, wamid).await? {
        return Ok(Vec::new());
    }
    let settings = settings_of(transaction.db(), transaction.organization_id()).await?;
    let said = said(settings.locale, &heard.message);
    if let Said::Moved { wa_id, user_id } = said {
        follow(transaction, &heard, &settings, wa_id, user_id).await?;
        return Ok(Vec::new());
    }
    let sender = sender_of(transaction, &heard.who, settings.phone_country).await?;
    let told = Sayer { heard: &heard, sender: &sender, settings: &settings };
    if heard.blocked.refuses_visitor(sender.visitor_id, transaction.now_ms()) {
        tracing::info!(sender_id = %sender.id, "a message of WhatsApp from somebody who is blocked was passed over");
        keep(transaction, &told, None, None, None).await?;
        return Ok(Vec::new());
    }
    match said {
        Said::Line { text, file } => {
            let quoted = heard.message.context.as_ref().map(|quote| quote.id.as_str());
            speak(transaction, &told, text, file, quoted).await?;
        }
        Said::Reaction { emoji, to } => react(transaction, &told, &emoji, &to).await?,
        Said::Edit { of, text } => edit(transaction, &told, &of, text).await?,
        Said::Revoke { of } => return revoke(transaction, &told, &of).await,
        Said::Moved { .. } | Said::Nothing => keep(transaction, &told, None, None, None).await?,
    }
    Ok(Vec::new())
}

/// Who says something, and by what rules.
pub(super) struct Sayer<'a> {
    /// What came.
    pub heard: &'a Heard,
    /// Who sent it.
    pub sender: &'a whatsapp_sender::Model,
    /// The organization's rules.
    pub settings: &'a OrganizationSettings,
}

impl Sayer<'_> {
    /// As a visitor.
    pub(super) fn visitor(&self) -> Visitor {
        Visitor { id: self.sender.visitor_id, organization_id: self.sender.organization_id }
    }

    /// The name, else the number.
    pub(super) fn name(&self) -> String {
        let name = self.sender.name.as_ref().or(self.sender.phone.as_ref());
        name.cloned().unwrap_or_else(|| "WhatsApp".to_owned())
    }

    /// 24 hours after WhatsApp got it, which may be long before it came here.
    pub(super) fn reply_until(&self, now_ms: i64) -> i64 {
        let sent_ms = self.heard.message.timestamp.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000));
        sent_ms.map_or(now_ms, |sent_ms| sent_ms.min(now_ms)) + WINDOW_MS
    }
}

async fn seen(transaction: &Transaction, wamid: &str) -> Result<bool> {
    let row = whatsapp_message::Entity::find()
        .filter(whatsapp_message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whatsapp_message::Column::Wamid.eq(wamid))
        .one(transaction.db())
        .await?;
    Ok(row.is_some())
}

/// Keeps that it came, what it became, and which file is to be fetched.
///
/// # Errors
/// A failure of the database.
pub(super) async fn keep(
    transaction: &mut Transaction,
    told: &Sayer<'_>,
    chat_id: Option<Uuid>,
    message_id: Option<Uuid>,
    file: Option<File>,
) -> Result<()> {
    let now_ms = transaction.now_ms();
    let due_at = file.as_ref().map(|_| now_ms);
    let (media_id, file_name, caption) =
        file.map_or((None, None, None), |file| (Some(file.media_id), Some(file.name), file.caption));
    if due_at.is_some() {
        transaction.wake_workers();
    }
    whatsapp_message::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        account_id: Set(told.heard.account.id),
        sender_id: Set(told.sender.id),
        wamid: Set(told.heard.message.id.clone()),
        chat_id: Set(chat_id),
        message_id: Set(message_id),
        media_id: Set(media_id),
        file_name: Set(file_name),
        caption: Set(caption),
        attempts: Set(0),
        due_at: Set(due_at),
        received_at: Set(now_ms),
    }
    .insert(transaction.db())
    .await?;
    Ok(())
}
