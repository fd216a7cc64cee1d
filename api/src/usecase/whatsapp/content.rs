//! What a message of WhatsApp says, in text that people can read; whatever cannot be read becomes a line that says so.

use pronto_protocol::organization::Locale;
use serde_json::Value;

use super::word;
use crate::{usecase::text::clean_line, whatsapp::body::Message};

/// Most characters of a file's name.
const NAME_MOST_CHARS: usize = 120;

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// Something to read, and perhaps a file.
    Line {
        /// The text; while a file is fetched, what stands for it.
        text: String,
        /// The file.
        file: Option<File>,
    },
    /// A reaction to a message, which is named.
    Reaction {
        /// The sign; empty when it is taken back.
        emoji: String,
        /// The provider's id of the message.
        to: String,
    },
    /// Another text for an earlier message.
    Edit {
        /// The provider's id of the message.
        of: String,
        /// The new text.
        text: String,
    },
    /// An earlier message is taken back.
    Revoke {
        /// The provider's id of the message.
        of: String,
    },
    /// The person has another number or id.
    Moved {
        /// The new number.
        wa_id: Option<String>,
        /// The new id.
        user_id: Option<String>,
    },
    /// Nothing that anybody said.
    Nothing,
}

/// A file that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// The provider's id of it.
    pub media_id: String,
    /// The name under which it is kept.
    pub name: String,
    /// What is written with it.
    pub caption: Option<String>,
}

/// What this one says.
pub(super) fn said(locale: Locale, message: &Message) -> Said {
    let kind = message.kind.as_str();
    let content = message.content.get(kind).unwrap_or(&Value::Null);
    let line = |text: String| Said::Line { text, file: None };
    let read = match kind {
        "text" => string(content, "body").map(line),
        "image" | "video" | "audio" | "voice" | "sticker" | "document" => file(locale, kind, content),
        "location" => location(content).map(line),
        "contacts" => contacts(content).map(line),
        "button" => string(content, "text").map(line),
        "interactive" => interactive(content).map(line),
        "order" => order(locale, content).map(line),
        "reaction" => string(content, "message_id")
            .map(|to| Said::Reaction { emoji: string(content, "emoji").unwrap_or_default(), to }),
        "edit" => edit(locale, content),
        "revoke" => string(content, "original_message_id").map(|of| Said::Revoke { of }),
        "system" => system(content).or_else(|| string(content, "body").map(line)),
        // Somebody has opened the conversation and not yet said anything.
        "request_welcome" => Some(Said::Nothing),
        _ => None,
    };
    read.unwrap_or_else(|| line(unknown(locale, message, content)))
}

fn unknown(locale: Locale, message: &Message, content: &Value) -> String {
    let words = message.errors.first().map(crate::whatsapp::body::Problem::words);
    // Of what the API does not support, it may tell at least what it is.
    let kind = string(content, "type").unwrap_or_else(|| message.kind.clone());
    word::unknown(locale, &clean_line(&kind), words.as_deref())
}

fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned).filter(|text| !text.is_empty())
}

fn file(locale: Locale, kind: &str, content: &Value) -> Option<Said> {
    let media_id = string(content, "id")?;
    let given = string(content, "filename").map(|name| clean_line(&name)).filter(|name| !name.is_empty());
    let caption = string(content, "caption");
    let text = caption.clone().unwrap_or_else(|| word::file(locale, kind, given.as_deref()));
    let name = given.unwrap_or_else(|| {
        let mime = string(content, "mime_type").unwrap_or_default();
        format!("{kind}.{}", extension(mime.split(';').next().unwrap_or_default().trim()))
    });
    let name = name.chars().take(NAME_MOST_CHARS).collect();
    Some(Said::Line { text, file: Some(File { media_id, name, caption }) })
}

fn extension(mime: &str) -> &str {
    match mime {
        "image/jpeg" => "jpg",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "video/3gpp" => "3gp",
        "text/plain" => "txt",
        other => {
            other.rsplit('/').next().filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric())).unwrap_or("bin")
        }
    }
}

fn location(content: &Value) -> Option<String> {
    let (latitude, longitude) = (content.get("latitude")?.as_f64()?, content.get("longitude")?.as_f64()?);
    let told = [string(content, "name"), string(content, "address")];
    let place: Vec<String> = told.into_iter().flatten().collect();
    let link = format!("https://maps.google.com/?q={latitude},{longitude}");
    Some(format!("📍 {}", place.into_iter().chain([link]).collect::<Vec<_>>().join("\n")))
}

fn contacts(content: &Value) -> Option<String> {
    let cards = content.as_array()?.iter().map(|card| {
        let name = card.get("name").and_then(|name| string(name, "formatted_name"));
        let of = |list: &str, key: &str| -> Vec<String> {
            let list = card.get(list).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(|item| string(item, key)).collect()
        };
        let lines = name.into_iter().chain(of("phones", "phone")).chain(of("emails", "email"));
        format!("👤 {}", lines.collect::<Vec<_>>().join("\n"))
    });
    Some(cards.collect::<Vec<_>>().join("\n")).filter(|text| !text.is_empty())
}

fn interactive(content: &Value) -> Option<String> {
    let kind = string(content, "type")?;
    let reply = content.get(&kind)?;
    if let Some(title) = string(reply, "title") {
        return Some(match string(reply, "description") {
            Some(description) => format!("{title}\n{description}"),
            None => title,
        });
    }
    // The answers of a form, one a line.
    let answers: Value = serde_json::from_str(&string(reply, "response_json")?).ok()?;
    let lines = answers.as_object()?.iter().filter(|(key, _)| *key != "flow_token").map(|(key, value)| match value {
        Value::String(text) => format!("{key}: {text}"),
        other => format!("{key}: {other}"),
    });
    let lines: Vec<String> = lines.collect();
    Some(lines.join("\n")).filter(|text| !text.is_empty()).or_else(|| string(reply, "body"))
}

fn order(locale: Locale, content: &Value) -> Option<String> {
    let items = content.get("product_items")?.as_array()?.iter().map(|item| {
        let plain = |key: &str| match item.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let (price, currency) = (plain("item_price"), plain("currency"));
        format!("{} × {} – {price} {currency}", plain("quantity"), plain("product_retailer_id"))
    });
    let head = format!("🛒 {}", word::say(locale, "Pedido", "Order"));
    let lines: Vec<String> = std::iter::once(head).chain(items).chain(string(content, "text")).collect();
    Some(lines.join("\n"))
}

fn edit(locale: Locale, content: &Value) -> Option<Said> {
    let of = string(content, "original_message_id")?;
    let new: Message = serde_json::from_value(content.get("message")?.clone()).ok()?;
    match said(locale, &new) {
        // Of a file only what is written with it can be edited.
        Said::Line { file: Some(file), .. } => Some(Said::Edit { of, text: file.caption.unwrap_or_default() }),
        Said::Line { text, file: None } => Some(Said::Edit { of, text }),
        _ => None,
    }
}

fn system(content: &Value) -> Option<Said> {
    let kind = string(content, "type")?;
    if !kind.starts_with("user_changed") && kind != "customer_changed_number" {
        return None;
    }
    let wa_id = string(content, "wa_id").or_else(|| string(content, "new_wa_id"));
    Some(Said::Moved { wa_id, user_id: string(content, "user_id") })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(message: Value) -> String {
        match said(Locale::En, &serde_json::from_value(message).unwrap()) {
            Said::Line { text, file: None } => text,
            other => panic!("no line: {other:?}"),
        }
    }

    #[test]
    fn every_kind_can_be_read_by_people() {
        for (message, text) in [
            (json!({"type": "text", "text": {"body": "Olá"}}), "Olá"),
            (json!({"type": "button", "button": {"text": "Yes", "payload": "Y"}}), "Yes"),
            (
                json!({"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "c", "title": "Change"}}}),
                "Change",
            ),
            (
                json!({"type": "interactive", "interactive": {"type": "list_reply",
                    "list_reply": {"id": "p", "title": "Priority Mail", "description": "Next day"}}}),
                "Priority Mail\nNext day",
            ),
            (
                json!({"type": "interactive", "interactive": {"type": "nfm_reply",
                    "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{\"flow_token\":\"t\",\"slot\":\"09:00\"}"}}}),
                "slot: 09:00",
            ),
            (
                json!({"type": "location", "location": {"latitude": -23.5, "longitude": -46.6, "name": "Sé", "address": "Praça da Sé"}}),
                "📍 Sé\nPraça da Sé\nhttps://maps.google.com/?q=-23.5,-46.6",
            ),
            (
                json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana Lima"},
                    "phones": [{"phone": "+55 11 98765-4321", "wa_id": "5511987654321"}], "emails": [{"email": "ana@example.com"}]}]}),
                "👤 Ana Lima\n+55 11 98765-4321\nana@example.com",
            ),
            (
                json!({"type": "order", "order": {"catalog_id": "1", "text": "Soon, please",
                    "product_items": [{"product_retailer_id": "sku_1", "quantity": "3", "item_price": 99.5, "currency": "BRL"}]}}),
                "🛒 Order\n3 × sku_1 – 99.5 BRL\nSoon, please",
            ),
            (
                json!({"type": "unsupported", "unsupported": {"type": "poll"}, "errors": [{"code": 131051,
                    "title": "Message type unknown", "message": "Message type unknown",
                    "error_data": {"details": "Message type is currently not supported."}}]}),
                "[A WhatsApp message that cannot be shown here (kind “poll”): Message type unknown – Message type is currently not supported.]",
            ),
            (
                json!({"type": "hologram", "hologram": {"id": "1"}}),
                "[A WhatsApp message that cannot be shown here (kind “hologram”)]",
            ),
            (json!({"type": "text", "text": null}), "[A WhatsApp message that cannot be shown here (kind “text”)]"),
        ] {
            assert_eq!(line(message), text);
        }
    }

    #[test]
    fn files_have_a_name_and_something_that_stands_for_them() {
        let of = |message: Value| said(Locale::PtBr, &serde_json::from_value(message).unwrap());
        let file = |media_id: &str, name: &str, caption: Option<&str>| {
            Some(File { media_id: media_id.into(), name: name.into(), caption: caption.map(str::to_owned) })
        };
        assert_eq!(
            of(json!({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "caption": "Recibo"}})),
            Said::Line { text: "Recibo".into(), file: file("1", "image.jpg", Some("Recibo")) }
        );
        assert_eq!(
            of(json!({"type": "audio", "audio": {"id": "2", "mime_type": "audio/ogg; codecs=opus", "voice": true}})),
            Said::Line { text: "🎤 Áudio".into(), file: file("2", "audio.ogg", None) }
        );
        assert_eq!(
            of(
                json!({"type": "document", "document": {"id": "3", "filename": "Boleto.pdf", "mime_type": "application/pdf"}})
            ),
            Said::Line { text: "📄 Boleto.pdf".into(), file: file("3", "Boleto.pdf", None) }
        );
    }

    #[test]
    fn edits_name_what_they_edit() {
        let edit = json!({"type": "edit", "edit": {"original_message_id": "wamid.1",
            "message": {"type": "text", "text": {"body": "Nine"}}}});
        let said = said(Locale::En, &serde_json::from_value(edit).unwrap());
        assert_eq!(said, Said::Edit { of: "wamid.1".into(), text: "Nine".into() });
    }
}
