//! WhatsApp: the numbers of an organization, what became of what was sent, and the templates that open a conversation again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// Where something sent to WhatsApp stands.
    pub enum WhatsappDeliveryState {
        /// It waits to be sent, or to be tried again.
        Queued = "queued",
        /// WhatsApp has taken it.
        Accepted = "accepted",
        /// WhatsApp has sent it.
        Sent = "sent",
        /// It is on the customer's phone.
        Delivered = "delivered",
        /// The customer has seen it.
        Read = "read",
        /// It was refused, or tried often enough.
        Failed = "failed",
    }
}

impl WhatsappDeliveryState {
    /// How far it has come; statuses may arrive in any order, and the furthest one counts.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Accepted => 1,
            Self::Sent => 2,
            Self::Failed => 3,
            Self::Delivered => 4,
            Self::Read => 5,
        }
    }
}

/// A WhatsApp number of the organization, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatsappAccountView {
    /// Its id; the webhook's address is `/v1/whatsapp/{id}`.
    pub id: Uuid,
    /// The address that is entered as callback URL in the provider's app.
    pub webhook_url: String,
    /// The number as customers see it, in E.164.
    pub phone: String,
    /// The provider's id of the number.
    pub phone_number_id: String,
    /// The provider's id of the WhatsApp Business Account.
    pub business_account_id: String,
    /// The queue in which its chats start.
    pub queue_id: Uuid,
    /// Whether it takes and sends messages. While it does not, the provider is asked to come again later.
    pub enabled: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Adds or replaces a WhatsApp number.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhatsappAccountRequest {
    /// The number as customers see it, with `+` and country code.
    pub phone: String,
    /// The provider's id of the number: digits.
    pub phone_number_id: String,
    /// The provider's id of the WhatsApp Business Account: digits.
    pub business_account_id: String,
    /// The queue in which its chats start.
    pub queue_id: Uuid,
    /// The system user's access token. When a number is replaced, left out = the one that is kept.
    #[serde(default)]
    pub access_token: Option<String>,
    /// The app's secret, which signs webhooks. When a number is replaced, left out = the one that is kept.
    #[serde(default)]
    pub app_secret: Option<String>,
    /// A word of one's own that is entered beside the callback URL, 8–200 characters. When a number is replaced, left out
    /// = the one that is kept.
    #[serde(default)]
    pub verify_token: Option<String>,
    /// Whether it takes and sends messages.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

impl std::fmt::Debug for WhatsappAccountRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WhatsappAccountRequest").field("phone", &self.phone).finish_non_exhaustive()
    }
}

/// Whether the provider knows the number and accepts the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatsappCheckView {
    /// Whether it does.
    pub accepted: bool,
    /// The provider's own words, or why none came.
    pub words: String,
}

/// A template that the provider has approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatsappTemplateView {
    /// Its name.
    pub name: String,
    /// Its language, as `pt_BR`.
    pub language: String,
    /// Its text, with `{{1}}`, `{{2}}` … where values belong.
    pub text: String,
    /// How many values it wants.
    pub value_count: u32,
}

/// Sends a template into a chat: the only thing that may be sent when the customer has been silent for 24 hours.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendWhatsappTemplateRequest {
    /// UUIDv7 made by the sender: the same send again gives the first result.
    pub client_id: Uuid,
    /// The template's name.
    pub name: String,
    /// Its language, as `pt_BR`.
    pub language: String,
    /// Values for `{{1}}`, `{{2}}` …, in order.
    #[serde(default)]
    pub values: Vec<String>,
}
