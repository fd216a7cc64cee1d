//! From a provider's payload to our content. Pure: no network, no storage, fit for a notification extension.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pronto_protocol::push::PushContent;
use serde::Deserialize;
use serde_json::Value;

use super::{DeviceKeys, opening};
use crate::client::ClientError;

/// The version of [`PushContent`] that this core reads.
const CONTENT_VERSION: u32 = 1;

/// A push as the provider hands it to the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushPayload {
    /// APNs: the whole payload as JSON.
    Apns(String),
    /// FCM: the data map.
    Fcm(HashMap<String, String>),
    /// Web Push, already decrypted by the browser: the JSON.
    WebPush(String),
    /// Web Push as it travels: the `aes128gcm` body.
    WebPushSealed(Vec<u8>),
}

/// Where our content is in a payload.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    pronto: Option<Value>,
    #[serde(default)]
    enc: Option<String>,
}

/// Reads a push; sealed ones need the device's keys.
///
/// # Errors
/// [`ClientError::BadPayload`] when it is not ours, sealed to other keys, or damaged; [`ClientError::UpgradeRequired`] when it
/// is of a version that this core does not know.
pub fn decode(payload: &PushPayload, keys: Option<&DeviceKeys>) -> Result<PushContent, ClientError> {
    let envelope = match payload {
        PushPayload::Apns(json) | PushPayload::WebPush(json) => parse(json.as_bytes())?,
        PushPayload::Fcm(data) => Envelope {
            pronto: data.get("pronto").map(|json| parse(json.as_bytes())).transpose()?,
            enc: data.get("enc").cloned(),
        },
        PushPayload::WebPushSealed(body) => parse(&opening::open(body, needed(keys)?)?)?,
    };
    match envelope {
        Envelope { pronto: Some(content), .. } => content_of(content),
        Envelope { enc: Some(sealed), .. } => {
            let sealed = URL_SAFE_NO_PAD.decode(sealed.trim_end_matches('=')).map_err(ClientError::bad_payload)?;
            let opened: Value = parse(&opening::open(&sealed, needed(keys)?)?)?;
            // The sealed part holds the content itself, or the same envelope once more.
            content_of(opened.get("pronto").cloned().unwrap_or(opened))
        }
        Envelope { .. } => Err(ClientError::bad_payload("not a push of Pronto")),
    }
}

fn needed(keys: Option<&DeviceKeys>) -> Result<&DeviceKeys, ClientError> {
    keys.ok_or_else(|| ClientError::bad_payload("a sealed push needs the device's keys"))
}

fn content_of(content: Value) -> Result<PushContent, ClientError> {
    if content.get("v").and_then(Value::as_u64).is_some_and(|version| version > u64::from(CONTENT_VERSION)) {
        return Err(ClientError::UpgradeRequired);
    }
    serde_json::from_value(content).map_err(ClientError::bad_payload)
}

fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, ClientError> {
    serde_json::from_slice(json).map_err(ClientError::bad_payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTENT: &str = r#"{"v":1,"kind":"message","delivery_id":"01900000-0000-7000-8000-000000000001",
        "session_id":"01900000-0000-7000-8000-000000000002","sent_at":"2026-01-31T12:00:00.000Z","badge":3,
        "chat_id":"01900000-0000-7000-8000-000000000003","position":7,"title":"Ana","body":"Oi"}"#;

    #[test]
    fn the_same_content_is_found_in_every_providers_payload() {
        let apns = PushPayload::Apns(format!(
            r#"{{"aps":{{"alert":{{"title":"Ana"}}}},"kind":"message","pronto":{CONTENT}}}"#
        ));
        let fcm =
            PushPayload::Fcm(HashMap::from([("pronto".into(), CONTENT.into()), ("kind".into(), "message".into())]));
        let web = PushPayload::WebPush(format!(r#"{{"pronto":{CONTENT}}}"#));
        let first = decode(&apns, None).expect("content");
        assert_eq!((first.badge, first.body.as_deref()), (3, Some("Oi")));
        assert_eq!(decode(&fcm, None), Ok(first.clone()));
        assert_eq!(decode(&web, None), Ok(first));
    }

    #[test]
    fn foreign_damaged_and_later_pushes_are_told_apart() {
        let foreign = decode(&PushPayload::Apns(r#"{"aps":{"alert":"x"}}"#.into()), None);
        assert!(matches!(foreign, Err(ClientError::BadPayload { .. })));
        assert!(matches!(decode(&PushPayload::Apns("{".into()), None), Err(ClientError::BadPayload { .. })));
        let later = PushPayload::WebPush(r#"{"pronto":{"v":2}}"#.into());
        assert_eq!(decode(&later, None), Err(ClientError::UpgradeRequired));
        let sealed = PushPayload::Fcm(HashMap::from([("enc".into(), "AAAA".into())]));
        assert!(matches!(decode(&sealed, None), Err(ClientError::BadPayload { .. })));
    }
}
