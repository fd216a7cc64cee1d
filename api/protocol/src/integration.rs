//! What integrations do for a person: the API channel.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The person that an integration speaks for. The organization's own system vouches for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonRequest {
    /// The person's id in the organization's own system; the same as `sub` of an identity token.
    pub external_id: String,
    /// The person's name.
    #[serde(default)]
    pub name: Option<String>,
    /// The person's e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The person's phone number.
    #[serde(default)]
    pub phone: Option<String>,
}

/// Starts a chat for a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartVisitorChatRequest {
    /// UUIDv7 made by the sender: the same start again gives the first chat.
    pub client_id: Uuid,
    /// The person.
    pub visitor: PersonRequest,
    /// The queue's slug.
    pub queue: String,
    /// The subject.
    #[serde(default)]
    pub subject_id: Option<Uuid>,
    /// Answers to the pre-chat fields, by key.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// A first message.
    #[serde(default)]
    pub text: Option<String>,
}

/// Sends a message as the person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendVisitorMessageRequest {
    /// UUIDv7 made by the sender: the same message again gives the first one.
    pub client_id: Uuid,
    /// The text.
    pub text: String,
}
