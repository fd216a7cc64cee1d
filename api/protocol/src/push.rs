//! Push: apps and credentials, what a device receives, receipts and lock-screen actions.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// What a push tells the provider and the lock screen.
    pub enum PushPrivacy {
        /// Sender and text.
        Full = "full",
        /// The sender only.
        Sender = "sender",
        /// Ids only: the app fetches the rest.
        IdOnly = "id_only",
        /// Everything, sealed to the device's key; the provider sees nothing.
        Encrypted = "encrypted",
    }
}

words! {
    /// What a push is about.
    pub enum PushKind {
        /// A waiting chat is offered.
        Offer = "offer",
        /// A visitor wrote in one's chat.
        Message = "message",
        /// A colleague wrote directly.
        Direct = "direct",
        /// One was given a chat without being asked.
        Assigned = "assigned",
        /// A colleague's whisper mentions one.
        Mention = "mention",
        /// Offers were missed, so the agent became `not_ready`.
        Missed = "missed",
        /// Removes what another device or agent has dealt with.
        Clear = "clear",
        /// Only the badge changed.
        Badge = "badge",
        /// A test asked for by a person.
        Test = "test",
        /// A chat was transferred to the agent.
        Transfer = "transfer",
        /// An offline message was left in one of the agent's queues.
        OfflineMessage = "offline_message",
    }
}

words! {
    /// A push provider.
    pub enum PushProvider {
        /// Apple.
        Apns = "apns",
        /// Google, HTTP v1.
        Fcm = "fcm",
        /// Browsers, with VAPID.
        WebPush = "web_push",
    }
}

/// An app that is pushed to, with its credentials at one provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushAppView {
    /// Its id: devices name it when they register.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The provider.
    pub provider: PushProvider,
    /// Bundle id, package or VAPID public key.
    pub topic: String,
    /// When the credentials were last set. They are never shown.
    pub credentials_at: Timestamp,
    /// Why pushing is paused (refused credentials), until when.
    pub paused: Option<PushPauseView>,
}

/// A provider's breaker that is open.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushPauseView {
    /// The provider's word.
    pub reason: String,
    /// When it is tried again.
    pub until: Timestamp,
}

/// Credentials at a provider; kept sealed, never shown again.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "provider", rename_all = "snake_case", deny_unknown_fields)]
pub enum PushCredentialsRequest {
    /// Apple: a token-signing key (.p8).
    Apns {
        /// Team id, 10 characters.
        team_id: String,
        /// Key id, 10 characters.
        key_id: String,
        /// The PEM text of the .p8 file.
        private_key: String,
        /// The app's bundle id.
        bundle_id: String,
    },
    /// Google: a service account.
    Fcm {
        /// The JSON text of the service account's key file.
        service_account: String,
        /// The app's package.
        package: String,
    },
    /// Browsers: a VAPID key pair, made by the server when left out.
    WebPush {
        /// PKCS#8 PEM of a P-256 key; made by the server when left out.
        #[serde(default)]
        private_key: Option<String>,
        /// `mailto:` or `https:` address of whoever is responsible.
        subject: String,
    },
}

/// Adds a push app, or replaces its credentials.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PushAppRequest {
    /// Its name, 1–80 characters.
    pub name: String,
    /// The credentials.
    pub credentials: PushCredentialsRequest,
}

/// What the app finds in a push, whatever the provider. With `encrypted` it is inside the sealed part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushContent {
    /// Version of this structure: 1.
    pub v: u32,
    /// What it is about.
    pub kind: PushKind,
    /// The delivery: named in receipts.
    pub delivery_id: Uuid,
    /// The session it was sent for: tells which account of the app.
    pub session_id: Uuid,
    /// When the server made it.
    pub sent_at: Timestamp,
    /// Absolute number for the app's icon.
    pub badge: u32,
    /// The chat it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<Uuid>,
    /// The direct conversation it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// The offer it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<Uuid>,
    /// The offline message it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_message_id: Option<Uuid>,
    /// Position of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// When it stops being of use (the offer's deadline).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What to show as title; left out by privacy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What to show as text; left out by privacy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Lets the lock screen act without a sign-in, until `expires_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_token: Option<String>,
}

words! {
    /// What became of a push on the device.
    pub enum ReceiptKind {
        /// It arrived.
        Received = "received",
        /// The person opened it.
        Opened = "opened",
        /// The person used one of its actions.
        Acted = "acted",
    }
}

/// One receipt.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiptRequest {
    /// The delivery.
    pub delivery_id: Uuid,
    /// What became of it.
    pub kind: ReceiptKind,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// Receipts a device has gathered; at most 100.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportReceiptsRequest {
    /// The receipts.
    pub receipts: Vec<ReceiptRequest>,
}

/// A lock-screen action, authorised by the push's own token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PerformActionRequest {
    /// The token from the push.
    pub action_token: String,
    /// What to do.
    #[serde(flatten)]
    pub action: PushAction,
}

/// What can be done from the lock screen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum PushAction {
    /// Accept the offer.
    Accept,
    /// Decline the offer.
    Decline,
    /// Answer in the chat or direct conversation.
    Reply {
        /// Made by the device, so that a repeated reply is one message.
        client_id: Uuid,
        /// The answer.
        text: String,
    },
    /// Mark as read up to the push's message.
    MarkRead,
}

/// What became of a lock-screen action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionOutcomeView {
    /// The chat that it was about.
    pub chat_id: Option<Uuid>,
    /// The direct conversation that it was about.
    pub conversation_id: Option<Uuid>,
    /// The new badge.
    pub badge: u32,
}
