//! Pushes without a session: read in a notification extension, acted on from the lock screen.

use std::{
    collections::HashMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{
    client::{
        DeviceKeys, Options, PushEffect, PushPayload, new_client_id,
        push::{self, LockScreenChoice, PushAction},
    },
    error::ProntoError,
    model::view,
    runtime::to_the_end,
};

/// A push as the provider hands it to the app.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum PushInput {
    /// APNs: the whole payload as JSON.
    Apns {
        /// The JSON.
        json: String,
    },
    /// FCM: the data map.
    Fcm {
        /// The map.
        data: HashMap<String, String>,
    },
    /// Web Push, already decrypted by the browser.
    Web {
        /// The JSON.
        json: String,
    },
}

/// What to do with the app's notifications.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Display {
    /// Show this; one with the same tag is replaced.
    Show {
        /// Names the notification.
        tag: String,
        /// Groups notifications of one conversation.
        thread: Option<String>,
        /// Which actions it offers, in the server's words: `OFFER`, `CHAT`, `DIRECT` and `TRANSFER` while the push
        /// holds an action token; `ASSIGNED`, `MENTION` and `OFFLINE`, which are only opened. Nothing for all else.
        category: Option<String>,
        /// The title; nothing means that the app finds its own words for the kind.
        title: Option<String>,
        /// The text; likewise.
        body: Option<String>,
        /// When it is to be removed, in milliseconds since 1970.
        expires_at_ms: Option<u64>,
    },
    /// Remove the notifications with this tag.
    Remove {
        /// Names the notification.
        tag: String,
    },
    /// Only the icon's number changes.
    BadgeOnly,
    /// Nothing: it is no longer of use.
    Nothing,
}

/// A push that was read.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Push {
    /// The word of what it is about: `offer`, `assigned`, `message`, `direct`, `mention`, `transfer`,
    /// `offline_message`, `missed`, `clear`, `badge`, `test`.
    pub kind: String,
    /// The delivery: named in receipts.
    pub delivery_id: String,
    /// The session it was sent for: tells which account.
    pub session_id: String,
    /// Absolute number for the app's icon.
    pub badge: u32,
    /// The chat.
    pub chat_id: Option<String>,
    /// The direct conversation.
    pub conversation_id: Option<String>,
    /// The offer.
    pub offer_id: Option<String>,
    /// The offline message.
    pub offline_message_id: Option<String>,
    /// Lets the lock screen act without a sign-in.
    pub action_token: Option<String>,
    /// What to do with the app's notifications.
    pub display: Display,
}

/// Reads a push. No network, no storage: fit for a notification extension. Sealed pushes need the installation's keys.
#[uniffi::export]
pub fn decode_push(payload: PushInput, keys: Option<Vec<u8>>) -> Result<Push, ProntoError> {
    let keys = keys.map(|bytes| DeviceKeys::import(&bytes)).transpose()?;
    Ok(of(push::decode(&payload.into(), keys.as_ref())?))
}

impl From<PushInput> for PushPayload {
    fn from(payload: PushInput) -> Self {
        match payload {
            PushInput::Apns { json } => Self::Apns(json),
            PushInput::Fcm { data } => Self::Fcm(data),
            PushInput::Web { json } => Self::WebPush(json),
        }
    }
}

/// A push in the app's words.
pub(crate) fn of(content: push::PushContent) -> Push {
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let display = match PushEffect::of(&content, i64::try_from(now_ms).unwrap_or(i64::MAX)) {
        PushEffect::Show { tag, thread, category, title, body, expires_at_ms } => Display::Show {
            tag,
            thread,
            category: category.map(str::to_owned),
            title,
            body,
            expires_at_ms: expires_at_ms.and_then(|at_ms| u64::try_from(at_ms).ok()),
        },
        PushEffect::Remove { tag } => Display::Remove { tag },
        PushEffect::BadgeOnly => Display::BadgeOnly,
        PushEffect::Nothing => Display::Nothing,
    };
    let text = |id: Option<uuid::Uuid>| id.map(|id| id.to_string());
    Push {
        kind: content.kind.to_string(),
        delivery_id: content.delivery_id.to_string(),
        session_id: content.session_id.to_string(),
        badge: content.badge,
        chat_id: text(content.chat_id),
        conversation_id: text(content.conversation_id),
        offer_id: text(content.offer_id),
        offline_message_id: text(content.offline_message_id),
        action_token: content.action_token,
        display,
    }
}

/// What can be done from the lock screen.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum LockScreenAction {
    /// Accept the offer.
    Accept,
    /// Decline the offer.
    Decline,
    /// Answer; the id is made by `new_reply_id` once per reply, so that a repeated one is one message.
    Reply {
        /// The reply's id.
        client_id: String,
        /// The answer.
        text: String,
    },
    /// Mark as read up to the push's message.
    MarkRead,
}

/// What became of a lock-screen action.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ActionOutcome {
    /// The chat.
    pub chat_id: Option<String>,
    /// The direct conversation.
    pub conversation_id: Option<String>,
    /// The new number for the app's icon.
    pub badge: u32,
}

/// A new id (UUIDv7) for something that this app sends: a `Reply` from the lock screen, an attempt of `take_next`, the
/// `client_id` of a call's JSON. It is kept for as long as the same thing may have to be sent again.
#[uniffi::export]
pub fn new_reply_id() -> Result<String, ProntoError> {
    Ok(new_client_id().to_string())
}

/// Performs a lock-screen action without a session, within the deadline; safe to repeat.
#[uniffi::export]
pub async fn perform_action(
    server_url: String,
    action_token: String,
    action: LockScreenAction,
    deadline_ms: u64,
) -> Result<ActionOutcome, ProntoError> {
    let action = match action {
        LockScreenAction::Accept => PushAction::Accept,
        LockScreenAction::Decline => PushAction::Decline,
        LockScreenAction::Reply { client_id, text } => PushAction::Reply { client_id: view::id(&client_id)?, text },
        LockScreenAction::MarkRead => PushAction::MarkRead,
    };
    let options = Options { action_timeout: Duration::from_millis(deadline_ms), ..Options::default() };
    let outcome =
        to_the_end(async move { push::perform_action(&server_url, &action_token, action, options).await }).await?;
    Ok(self::outcome(&outcome))
}

pub(crate) fn outcome(outcome: &push::ActionOutcomeView) -> ActionOutcome {
    ActionOutcome {
        chat_id: outcome.chat_id.map(|id| id.to_string()),
        conversation_id: outcome.conversation_id.map(|id| id.to_string()),
        badge: outcome.badge,
    }
}

/// What a person chose on the lock screen.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum PushChoice {
    /// Accept the offer.
    Accept,
    /// Decline it.
    Decline,
    /// Answer.
    Reply {
        /// The answer.
        text: String,
    },
    /// Mark as read.
    MarkRead,
}

impl From<PushChoice> for LockScreenChoice {
    fn from(choice: PushChoice) -> Self {
        match choice {
            PushChoice::Accept => Self::Accept,
            PushChoice::Decline => Self::Decline,
            PushChoice::Reply { text } => Self::Reply { text },
            PushChoice::MarkRead => Self::MarkRead,
        }
    }
}
