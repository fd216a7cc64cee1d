//! A message in the form the web app's service worker reads, and the headers that steer a push service.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use super::super::message::{PushMessage, Shape};

/// The body before encryption: one flat JSON object.
pub(super) fn body(message: &PushMessage) -> Vec<u8> {
    serde_json::Value::Object(message.flat()).to_string().into_bytes()
}

/// `TTL`, `Urgency`, and `Topic` by which a later push replaces one that still waits.
pub(super) fn headers(message: &PushMessage, now_ms: i64) -> HeaderMap {
    let urgency = match message.shape() {
        Shape::Alert => "high",
        Shape::Badge | Shape::Background => "low",
    };
    let mut headers = HeaderMap::new();
    headers.insert("ttl", HeaderValue::from(message.life(now_ms).as_secs()));
    headers.insert("urgency", HeaderValue::from_static(urgency));
    if let Some(topic) = message.collapse_id.as_deref().and_then(|id| HeaderValue::try_from(topic(id)).ok()) {
        headers.insert("topic", topic);
    }
    headers
}

/// A topic has at most 32 base64url characters, and tells the push service nothing: a hash.
fn topic(collapse_id: &str) -> String {
    let hash = Sha256::digest(collapse_id);
    URL_SAFE_NO_PAD.encode(hash.get(..24).unwrap_or(&hash))
}
