//! A message in FCM's form. Data only: the app builds the notification, so that grouping, privacy, removal and reply are its own.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::{
    message::{PushMessage, Shape},
    outcome::Outcome,
};

/// Largest data FCM carries, in bytes of keys and values.
const DATA_LIMIT_BYTES: usize = 4096;
/// Longest registration token accepted.
const TOKEN_LIMIT: usize = 4096;

#[derive(Serialize)]
struct Body<'a> {
    message: Message<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    token: &'a str,
    data: Map<String, Value>,
    android: Android,
}

#[derive(Serialize)]
struct Android {
    priority: &'static str,
    ttl: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    collapse_key: Option<&'static str>,
}

/// The request's body.
pub(super) fn body(message: &PushMessage, token: &str, now_ms: i64) -> Result<Bytes, Outcome> {
    if token.is_empty() || token.len() > TOKEN_LIMIT || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Outcome::dead("malformed token"));
    }
    let data: Map<_, _> = message.flat().into_iter().map(|(key, value)| (key, text(value).into())).collect();
    let size: usize = data.iter().map(|(key, value)| key.len() + value.as_str().map_or(0, str::len)).sum();
    if size > DATA_LIMIT_BYTES {
        return Err(Outcome::too_large("message too large"));
    }
    // High priority is for what is shown: a week of silent high-priority pushes makes Android slow the app down.
    // Only what is silent may collapse: FCM keeps four keys for a device and refills one collapsible push in three minutes.
    let (priority, collapse_key) = match message.shape() {
        Shape::Alert => ("HIGH", None),
        Shape::Badge | Shape::Background => ("NORMAL", Some("clear")),
    };
    let ttl = format!("{}s", message.life(now_ms).as_secs());
    let body = Body { message: Message { token, data, android: Android { priority, ttl, collapse_key } } };
    serde_json::to_vec(&body).map(Bytes::from).map_err(|_| Outcome::bug("message is not JSON"))
}

/// FCM takes texts only; all else is written as JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
