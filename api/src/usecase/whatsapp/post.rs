//! Sends one delivery that was taken, and writes down what became of it.

use bytes::Bytes;
use pronto_entity::{attachment, chat, whatsapp_account, whatsapp_delivery, whatsapp_message, whatsapp_sender};
use pronto_protocol::organization::Locale;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    settle::{Fate, settle},
    word,
};
use crate::{
    context::Context,
    error::{Error, Result},
    usecase::{contact::settings_of, whatsapp_account::graph},
    whatsapp::{
        failure::{Failure, Remedy},
        graph::Graph,
    },
};

/// The provider's number for what it refuses after 24 hours.
const RE_ENGAGEMENT: i32 = 131_047;

/// Sends it. When the server dies between the provider's acceptance and our note of it, a status that names the delivery
/// tells; without one it goes out again.
///
/// # Errors
/// A failure of the database: it is tried again.
pub async fn post(context: &Context, row: whatsapp_delivery::Model) -> Result<()> {
    let fate = match attempt(context, &row).await {
        Ok(fate) => fate,
        Err(error) => {
            tracing::warn!(%error, id = %row.id, "a message to WhatsApp could not be put together");
            let words = error.code().title().to_owned();
            Fate::Failed(Failure { remedy: Remedy::Later(None), code: None, words })
        }
    };
    settle(context, &row, fate).await
}

async fn attempt(context: &Context, row: &whatsapp_delivery::Model) -> Result<Fate> {
    let organization_id = row.organization_id;
    let locale = settings_of(context.db(), organization_id).await?.locale;
    let account = whatsapp_account::Entity::find_by_id(row.account_id)
        .filter(whatsapp_account::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?;
    let sender = whatsapp_sender::Entity::find_by_id(row.sender_id)
        .filter(whatsapp_sender::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?;
    let Some(account) = account else { return Ok(Fate::Failed(Failure::own(word::no_account(locale)))) };
    let Some(sender) = sender else { return Ok(Fate::Failed(Failure::own("erased"))) };
    if closed(context, row).await? {
        let failure = Failure { code: Some(RE_ENGAGEMENT), ..Failure::own(word::window_closed(locale)) };
        return Ok(Fate::Failed(failure));
    }
    let graph = graph(context, &account)?;
    let message = match message(context, &graph, row, locale).await? {
        Ok(message) => message,
        Err(failure) => return Ok(Fate::Failed(failure)),
    };
    let message = addressed(message, &sender, row.id, quoted(context, row).await?);
    Ok(match graph.send(&message).await {
        Ok(wamid) => Fate::Accepted(wamid),
        Err(failure) => Fate::Failed(failure),
    })
}

/// Whether the customer has been silent for too long by now. A template may be sent at any time.
async fn closed(context: &Context, row: &whatsapp_delivery::Model) -> Result<bool> {
    let Some(chat_id) = row.chat_id.filter(|_| row.template.is_none()) else { return Ok(false) };
    let chat = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let until = chat.and_then(|chat| chat.reply_until);
    Ok(until.is_some_and(|until| until <= context.clock.now_ms()))
}

/// What is sent, without whom it goes to; or why it cannot be.
async fn message(
    context: &Context,
    graph: &Graph<'_>,
    row: &whatsapp_delivery::Model,
    locale: Locale,
) -> Result<Result<Value, Failure>> {
    if let Some(template) = &row.template {
        let template: Value = serde_json::from_str(template).map_err(Error::internal)?;
        return Ok(Ok(json!({"type": "template", "template": template})));
    }
    let Some(attachment_id) = row.attachment_id else {
        return Ok(Ok(json!({"type": "text", "text": {"body": row.text, "preview_url": true}})));
    };
    let file = attachment::Entity::find_by_id(attachment_id)
        .filter(attachment::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let Some(file) = file else {
        let gone = word::say(locale, "o arquivo não existe mais", "the file is gone");
        return Ok(Err(Failure::own(gone)));
    };
    let bytes = context.blobs.get(&file.blob_key).await.map_err(Error::internal)?;
    let (content_type, bytes, name) = fit(context, &file, bytes).await;
    let media_id = match graph.upload(&bytes, &content_type, &name).await {
        Ok(media_id) => media_id,
        Err(failure) => {
            // A file that was uploaded for nothing harms nobody: unlike a message it may be tried again at once.
            let remedy = if failure.remedy == Remedy::Unknown { Remedy::Later(None) } else { failure.remedy };
            return Ok(Err(Failure { remedy, ..failure }));
        }
    };
    let kind = kind_of(&content_type);
    let mut media = json!({"id": media_id});
    if !row.text.is_empty() && kind != "audio" {
        media["caption"] = row.text.clone().into();
    }
    if kind == "document" {
        media["filename"] = name.into();
    }
    let mut message = json!({"type": kind});
    message[kind] = media;
    Ok(Ok(message))
}

/// The file in a type that WhatsApp takes. It knows WebP as stickers only, so such a picture goes out as PNG.
async fn fit(context: &Context, file: &attachment::Model, bytes: Bytes) -> (String, Bytes, String) {
    let plain = file.content_type.split(';').next().unwrap_or_default().trim();
    if plain == "image/webp"
        && let Ok(png) = context.blobs.as_png(bytes.clone()).await
    {
        let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
        return ("image/png".to_owned(), png, format!("{stem}.png"));
    }
    let content_type = match plain {
        "audio/m4a" => "audio/mp4",
        "audio/opus" => "audio/ogg",
        other => other,
    };
    (content_type.to_owned(), bytes, file.name.clone())
}

/// What WhatsApp shows in place; everything else is a document.
fn kind_of(content_type: &str) -> &'static str {
    match content_type {
        "image/jpeg" | "image/png" => "image",
        "video/mp4" | "video/3gpp" => "video",
        "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg" => "audio",
        _ => "document",
    }
}

/// To the number; to the person's id while WhatsApp keeps the number to itself.
fn addressed(mut message: Value, sender: &whatsapp_sender::Model, id: Uuid, quoted: Option<String>) -> Value {
    message["messaging_product"] = "whatsapp".into();
    message["recipient_type"] = "individual".into();
    match (&sender.wa_id, &sender.user_id) {
        (Some(wa_id), _) => message["to"] = wa_id.clone().into(),
        (None, user_id) => message["recipient"] = user_id.clone().into(),
    }
    message["biz_opaque_callback_data"] = id.to_string().into();
    if let Some(quoted) = quoted {
        message["context"] = json!({"message_id": quoted});
    }
    message
}

/// The provider's id of the message that is quoted.
async fn quoted(context: &Context, row: &whatsapp_delivery::Model) -> Result<Option<String>> {
    let Some(quoted_id) = row.quoted_id else { return Ok(None) };
    let inbound = whatsapp_message::Entity::find()
        .filter(whatsapp_message::Column::OrganizationId.eq(row.organization_id))
        .filter(whatsapp_message::Column::MessageId.eq(quoted_id))
        .one(context.db())
        .await?;
    if let Some(inbound) = inbound {
        return Ok(Some(inbound.wamid));
    }
    let outbound = whatsapp_delivery::Entity::find()
        .filter(whatsapp_delivery::Column::OrganizationId.eq(row.organization_id))
        .filter(whatsapp_delivery::Column::MessageId.eq(quoted_id))
        .filter(whatsapp_delivery::Column::Wamid.is_not_null())
        .one(context.db())
        .await?;
    Ok(outbound.and_then(|row| row.wamid))
}
