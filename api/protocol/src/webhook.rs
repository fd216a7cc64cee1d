//! Webhooks: events posted to another program, signed by the rules of Standard Webhooks.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// Where a delivery to a webhook stands.
    pub enum WebhookDeliveryState {
        /// Waiting, or waiting for the next try.
        Queued = "queued",
        /// The receiver took it.
        Accepted = "accepted",
        /// Given up.
        Failed = "failed",
    }
}

words! {
    /// Why a webhook no longer gets anything.
    pub enum WebhookDisabled {
        /// An administrator switched it off.
        ByAdmin = "by_admin",
        /// Nothing was taken for three days.
        Failing = "failing",
        /// The receiver answered 410.
        Gone = "gone",
    }
}

/// A webhook as admins read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookView {
    /// Its id.
    pub id: Uuid,
    /// Where events are posted to.
    pub url: String,
    /// Types of events, as `message.sent`; empty = every type that is posted. `direct_conversation.updated`,
    /// `direct_message.*`, `direct_read.moved` and `session.ended` never are.
    pub kinds: Vec<String>,
    /// Whether `contact_note.*`, `mention.made`, `note.*`, `ticket_comment.added` and `whisper.*` are posted as well.
    pub internal: bool,
    /// Whether anything is posted now.
    pub active: bool,
    /// Why not.
    pub disabled: Option<WebhookDisabled>,
    /// Since when every try has failed.
    pub failing_since: Option<Timestamp>,
    /// Until when the secret before the last rotation signs as well.
    pub previous_secret_until: Option<Timestamp>,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// Registers a webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddWebhookRequest {
    /// An `https` address.
    pub url: String,
    /// Types of events, as `message.sent`; empty = every type that is posted. `direct_conversation.updated`,
    /// `direct_message.*`, `direct_read.moved` and `session.ended` never are.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Whether `contact_note.*`, `mention.made`, `note.*`, `ticket_comment.added` and `whisper.*` are posted as well.
    #[serde(default)]
    pub internal: bool,
}

/// Changes a webhook; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateWebhookRequest {
    /// New address.
    pub url: Option<String>,
    /// New types of events; empty = every type that is posted.
    pub kinds: Option<Vec<String>>,
    /// Whether `contact_note.*`, `mention.made`, `note.*`, `ticket_comment.added` and `whisper.*` are posted as well.
    pub internal: Option<bool>,
    /// Switches it on or off.
    pub active: Option<bool>,
}

/// A webhook with its secret: told when it is registered and when the secret is rotated.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookSecretView {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: WebhookView,
    /// `whsec_…`; verifies `webhook-signature`, and cannot be shown again.
    pub secret: String,
}

/// One event on its way to one webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDeliveryView {
    /// Its id, sent as `webhook-id`: the same at every try.
    pub id: Uuid,
    /// The webhook.
    pub webhook_id: Uuid,
    /// The event's type, or `webhook.test`.
    pub kind: String,
    /// The event.
    pub seq: Option<u64>,
    /// Where it stands.
    pub state: WebhookDeliveryState,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// The beginning of the last answer, or why there was none.
    pub answer: Option<String>,
    /// What is posted, as JSON; empty once it was erased.
    pub body: String,
    /// When the event happened.
    pub created_at: Timestamp,
}

/// What is posted to a webhook: the body that `webhook-signature` covers together with `webhook-id` and `webhook-timestamp`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookPostView {
    /// The event's type, or `webhook.test`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// Place in the organization's log; none for tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The event's content, as in `EventView`.
    #[serde(rename = "data")]
    pub content: serde_json::Value,
}
