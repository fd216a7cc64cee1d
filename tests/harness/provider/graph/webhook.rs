//! What WhatsApp posts: its shape and its signature.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};

use super::{BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID};

/// `X-Hub-Signature-256` of a body.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let code = sign(&Key::new(HMAC_SHA256, secret.as_bytes()), body);
    let digits: String = code.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

/// A post that brings these messages and statuses for a number.
pub fn posted(people: Value, messages: Value, statuses: Value) -> Value {
    posted_for(PHONE_NUMBER_ID, people, messages, statuses)
}

/// The same for another number.
pub fn posted_for(phone_number_id: &str, people: Value, messages: Value, statuses: Value) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140041234", "phone_number_id": phone_number_id},
    });
    for (key, list) in [("contacts", people), ("messages", messages), ("statuses", statuses)] {
        if list.as_array().is_some_and(|list| !list.is_empty()) {
            value[key] = list;
        }
    }
    let change = json!({"value": value, "field": "messages"});
    json!({"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ACCOUNT_ID, "changes": [change]}]})
}
