//! A message in Apple's form: a2's options for the headers, and the payload.

use std::{borrow::Cow, fmt};

use a2::request::{
    notification::{CollapseId, NotificationOptions, Priority, PushType},
    payload::PayloadLike,
};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::{
    message::{PushMessage, Shape, Text},
    outcome::Outcome,
};

/// A notification on its way to one device.
#[derive(Serialize)]
pub(super) struct Notification<'a> {
    aps: Aps<'a>,
    #[serde(flatten)]
    content: Map<String, Value>,
    #[serde(skip)]
    token: &'a str,
    #[serde(skip)]
    options: NotificationOptions<'a>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Aps<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sound: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interruption_level: Option<&'a str>,
    /// Lets the app's extension fetch, decrypt or reword before it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    mutable_content: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_available: Option<u8>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Words<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_loc_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_loc_args: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loc_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loc_args: Option<&'a [String]>,
}

impl<'a> Notification<'a> {
    pub(super) fn new(
        message: &'a PushMessage,
        token: &'a str,
        topic: &'a str,
        delivery_id: &'a str,
    ) -> Result<Self, Outcome> {
        let collapse_id = match &message.collapse_id {
            None => None,
            Some(id) => Some(CollapseId::new(id).map_err(|_| Outcome::bug("BadCollapseId"))?),
        };
        let mut content = message.content();
        content.remove("aps");
        // Apple: an alert at once; a badge or a background wake-up when it suits the device.
        let (push_type, priority, aps) = match message.shape() {
            Shape::Alert => (PushType::Alert, Priority::High, Aps::alert(message)),
            Shape::Badge => (PushType::Alert, Priority::Normal, Aps { badge: message.badge, ..Aps::default() }),
            Shape::Background => {
                // A background push may carry nothing visible in `aps`; the number goes beside it.
                if let Some(badge) = message.badge {
                    content.insert("badge".into(), badge.into());
                }
                (PushType::Background, Priority::Normal, Aps { content_available: Some(1), ..Aps::default() })
            }
        };
        let options = NotificationOptions {
            apns_id: Some(delivery_id),
            apns_push_type: Some(push_type),
            apns_expiration: Some(u64::try_from(message.expires_at_ms / 1000).unwrap_or_default()),
            apns_priority: Some(priority),
            apns_topic: Some(topic),
            apns_collapse_id: collapse_id,
        };
        Ok(Self { aps, content, token, options })
    }

    /// The options as the headers they are sent as.
    pub(super) fn headers(&self) -> HeaderMap {
        let options = self.get_options();
        let texts = [
            ("apns-id", options.apns_id.map(str::to_owned)),
            ("apns-push-type", options.apns_push_type.map(|kind| kind.to_string())),
            ("apns-expiration", options.apns_expiration.map(|at| at.to_string())),
            ("apns-priority", options.apns_priority.as_ref().map(ToString::to_string)),
            ("apns-topic", options.apns_topic.map(str::to_owned)),
            ("apns-collapse-id", options.apns_collapse_id.as_ref().map(|id| id.value.to_owned())),
        ];
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, text) in texts {
            if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
                headers.insert(name, value);
            }
        }
        headers
    }
}

impl<'a> Aps<'a> {
    fn alert(message: &'a PushMessage) -> Self {
        Self {
            alert: message.alert.as_ref().map(|alert| {
                let (title, title_loc_key, title_loc_args) = parts(alert.title.as_ref());
                let (body, loc_key, loc_args) = parts(alert.body.as_ref());
                Words { title, title_loc_key, title_loc_args, body, loc_key, loc_args }
            }),
            badge: message.badge,
            sound: sound(&message.sound),
            thread_id: message.thread_id.as_deref(),
            category: message.category,
            interruption_level: message.time_sensitive.then_some("time-sensitive"),
            mutable_content: Some(1),
            content_available: None,
        }
    }
}

/// Apple plays files of the app; `none` is no sound at all.
fn sound(chosen: &str) -> Option<Cow<'_, str>> {
    match chosen {
        "none" => None,
        "default" => Some(Cow::Borrowed("default")),
        name => Some(Cow::Owned(format!("{name}.caf"))),
    }
}

fn parts(text: Option<&Text>) -> (Option<&str>, Option<&str>, Option<&[String]>) {
    match text {
        None => (None, None, None),
        Some(Text::Plain(text)) => (Some(text), None, None),
        Some(Text::Localized { key, args }) => (None, Some(key), Some(args)),
    }
}

impl PayloadLike for Notification<'_> {
    fn get_device_token(&self) -> &str {
        self.token
    }

    fn get_options(&self) -> &NotificationOptions<'_> {
        &self.options
    }
}

impl fmt::Debug for Notification<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notification")
    }
}
