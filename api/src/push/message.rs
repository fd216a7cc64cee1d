//! One push as the rules decided it, before a provider's form.

use std::{fmt, time::Duration};

use pronto_protocol::{Timestamp, push::PushKind};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Longest time any of the providers keeps a push: FCM's four weeks.
const LONGEST_LIFE: Duration = Duration::from_secs(28 * 24 * 3600);

/// A text to show: ready, or looked up by the app in its own language.
#[derive(Clone, PartialEq, Eq)]
pub enum Text {
    /// Shown as it is.
    Plain(String),
    /// Looked up in the app's own strings.
    Localized {
        /// The string's key.
        key: &'static str,
        /// What fills its places.
        args: Vec<String>,
    },
}

/// What the person sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alert {
    /// First line.
    pub title: Option<Text>,
    /// Text below.
    pub body: Option<Text>,
}

/// One push to one device.
#[derive(Clone)]
pub struct PushMessage {
    /// The delivery it belongs to; the same on every retry, and APNs' own id of the push.
    pub delivery_id: Uuid,
    /// What it is about.
    pub kind: PushKind,
    /// What is shown; nothing means that the app is woken in the background.
    pub alert: Option<Alert>,
    /// Absolute number on the app's icon; 0 removes it.
    pub badge: Option<u32>,
    /// Groups banners of one conversation.
    pub thread_id: Option<String>,
    /// A later push with the same id replaces the earlier one.
    pub collapse_id: Option<String>,
    /// `OFFER`, `CHAT`, `DIRECT`, `ASSIGNED`, `TRANSFER`, `MENTION` or `OFFLINE`: which actions are offered.
    pub category: Option<&'static str>,
    /// Breaks through a focus mode.
    pub time_sensitive: bool,
    /// The sound: `default`, `none`, or the name of one that the app brings.
    pub sound: String,
    /// When it stops being of use, Unix milliseconds.
    pub expires_at_ms: i64,
    /// When it was made, Unix milliseconds.
    pub sent_at_ms: i64,
    /// What the app reads.
    pub data: Map<String, Value>,
}

/// How a push behaves at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Something is shown, at once.
    Alert,
    /// Only the icon's number changes.
    Badge,
    /// The app is woken, when it suits the device.
    Background,
}

impl PushMessage {
    /// How it behaves.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match (&self.alert, self.kind, self.badge) {
            (Some(_), ..) => Shape::Alert,
            (None, PushKind::Badge, Some(_)) => Shape::Badge,
            (None, ..) => Shape::Background,
        }
    }

    /// What is left of its life; nothing once it has expired.
    #[must_use]
    pub fn life(&self, now_ms: i64) -> Duration {
        let left_ms = u64::try_from(self.expires_at_ms.saturating_sub(now_ms)).unwrap_or_default();
        Duration::from_millis(left_ms).min(LONGEST_LIFE)
    }

    /// The data with what every app needs to place a push: kind, delivery and time.
    #[must_use]
    pub fn content(&self) -> Map<String, Value> {
        let mut content = self.data.clone();
        content.entry("kind").or_insert_with(|| self.kind.as_str().into());
        content.entry("delivery_id").or_insert_with(|| self.delivery_id.to_string().into());
        content.entry("sent_at").or_insert_with(|| Timestamp::from_unix_ms(self.sent_at_ms).to_string().into());
        content
    }

    /// Everything in one flat map, for providers that leave the drawing to the app: the data, and `title`, `body` (or
    /// `…_loc_key` and `…_loc_args`), `badge`, `thread`, `collapse`, `category`, `channel`, `sound`,
    /// `time_sensitive`.
    #[must_use]
    pub fn flat(&self) -> Map<String, Value> {
        let mut flat = self.content();
        if let Some(alert) = &self.alert {
            write_text(&mut flat, "title", alert.title.as_ref());
            write_text(&mut flat, "body", alert.body.as_ref());
            flat.insert("channel".into(), self.channel().into());
            flat.insert("sound".into(), self.sound.as_str().into());
            flat.insert("time_sensitive".into(), self.time_sensitive.into());
        }
        let texts = [
            ("thread", self.thread_id.as_deref()),
            ("collapse", self.collapse_id.as_deref()),
            ("category", self.category),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                flat.insert(key.into(), text.into());
            }
        }
        if let Some(badge) = self.badge {
            flat.insert("badge".into(), badge.into());
        }
        flat
    }

    /// The notification channel that people switch on and off on Android.
    fn channel(&self) -> &'static str {
        match self.category {
            Some("OFFER") => "offers",
            Some("CHAT") => "chats",
            Some("DIRECT") => "directs",
            Some("ASSIGNED") => "assigned",
            Some("TRANSFER") => "transfers",
            Some("MENTION") => "mentions",
            Some("OFFLINE") => "offline_messages",
            _ => "other",
        }
    }
}

fn write_text(flat: &mut Map<String, Value>, name: &str, text: Option<&Text>) {
    match text {
        None => {}
        Some(Text::Plain(text)) => {
            flat.insert(name.into(), text.as_str().into());
        }
        Some(Text::Localized { key, args }) => {
            flat.insert(format!("{name}_loc_key"), (*key).into());
            flat.insert(format!("{name}_loc_args"), args.as_slice().into());
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[text]") // what people write is never logged
    }
}

impl fmt::Debug for PushMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushMessage")
            .field("delivery_id", &self.delivery_id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
