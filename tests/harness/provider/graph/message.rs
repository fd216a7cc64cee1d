//! Takes messages to customers, and refuses those of a shape that the Graph API does not know.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, Response},
};
use serde_json::{Value, json};

use super::{Desk, PHONE_NUMBER_ID};
use crate::provider::record::respond;

pub(super) async fn send(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        return refused;
    }
    let mut message: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Err(why) = check(&desk, &id, &message) {
        desk.provider.violation(format!("message: {why}: {message}"));
        return respond(400, &json!({"error": {"message": format!("(#100) {why}"), "code": 100}}));
    }
    let to = message["to"].as_str().or(message["recipient"].as_str()).unwrap_or_default().to_owned();
    let wamid = format!("wamid.{}", desk.next("OUT"));
    message["wamid"] = wamid.clone().into();
    let accepted = json!({
        "messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}], "messages": [{"id": wamid}],
    });
    desk.provider.settle(&to, &headers, message, respond(200, &accepted)).await
}

fn check(desk: &Desk, id: &str, message: &Value) -> Result<(), String> {
    let text = |value: &Value, most: usize| {
        let length = value.as_str().map_or(0, |text| text.chars().count());
        if (1..=most).contains(&length) { Ok(()) } else { Err(format!("a text of {length} characters")) }
    };
    if id != PHONE_NUMBER_ID {
        return Err(format!("number {id}"));
    }
    if message["messaging_product"] != "whatsapp" || message["recipient_type"] != "individual" {
        return Err("messaging_product and recipient_type".into());
    }
    let digits = |to: &str| !to.is_empty() && to.bytes().all(|byte| byte.is_ascii_digit());
    match (message["to"].as_str(), message["recipient"].as_str()) {
        (Some(to), None) if digits(to) => {}
        (None, Some(recipient)) if recipient.contains('.') => {}
        other => return Err(format!("to {other:?}")),
    }
    text(&message["biz_opaque_callback_data"], 512)?;
    if let Some(context) = message.get("context") {
        text(&context["message_id"], 200)?;
    }
    let kind = message["type"].as_str().unwrap_or_default();
    let content = &message[kind];
    match kind {
        "text" => text(&content["body"], 4_096),
        "image" | "video" | "document" | "audio" => {
            let media = desk.media.lock().unwrap();
            let media = content["id"].as_str().and_then(|id| media.get(id)).ok_or("a file that was never uploaded")?;
            if kind != "document" && !media.content_type.starts_with(kind) {
                return Err(format!("{} as {kind}", media.content_type));
            }
            match content.get("caption") {
                Some(_) if kind == "audio" => Err("audio has no caption".into()),
                Some(caption) => text(caption, 1_024),
                None => Ok(()),
            }
        }
        "template" => {
            text(&content["name"], 512)?;
            text(&content["language"]["code"], 10)
        }
        other => Err(format!("type {other}")),
    }
}
