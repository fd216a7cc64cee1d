//! Offline messages: what people leave in the contact form when nobody is there.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// Where an offline message stands.
    pub enum OfflineMessageState {
        /// Nobody has dealt with it.
        New = "new",
        /// An agent has.
        Handled = "handled",
    }
}

/// Leaves an offline message in a queue. A way to answer is needed: an e-mail address, a phone number, or both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LeaveOfflineMessageRequest {
    /// UUIDv7 made by the sender: the same message again gives the first result.
    pub client_id: Uuid,
    /// The queue's slug.
    pub queue: String,
    /// The person's name, 1–80 characters.
    pub name: String,
    /// Where to answer.
    #[serde(default)]
    pub email: Option<String>,
    /// Where to call.
    #[serde(default)]
    pub phone: Option<String>,
    /// What it is about, at most 120 characters.
    #[serde(default)]
    pub subject: Option<String>,
    /// The text, 1–8,000 characters.
    pub text: String,
}

/// What the person who left it gets back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftOfflineMessageView {
    /// Its id.
    pub id: Uuid,
    /// When the server took it.
    pub received_at: Timestamp,
}

/// An offline message; agents only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfflineMessageView {
    /// Its id.
    pub id: Uuid,
    /// The queue it was left in.
    pub queue_id: Uuid,
    /// The visitor who left it.
    pub visitor_id: Uuid,
    /// The name given.
    pub name: String,
    /// The e-mail address given; nobody has verified it.
    pub email: Option<String>,
    /// The phone number given.
    pub phone: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// Where it stands.
    pub state: OfflineMessageState,
    /// The agent who looks after it.
    pub assignee_id: Option<Uuid>,
    /// When the server took it.
    pub received_at: Timestamp,
    /// Who handled it.
    pub handled_by: Option<Uuid>,
    /// The name at the time.
    pub handled_by_name: Option<String>,
    /// When.
    pub handled_at: Option<Timestamp>,
    /// What was done, in the agent's words.
    pub handling_note: Option<String>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// Gives an offline message to an agent, or to nobody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignOfflineMessageRequest {
    /// The agent; null takes it away.
    pub agent_id: Option<Uuid>,
}

/// Marks an offline message as handled.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HandleOfflineMessageRequest {
    /// What was done, at most 2,000 characters.
    pub note: Option<String>,
}
