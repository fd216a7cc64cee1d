//! Dispositions: the reasons that are chosen when a chat is closed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A disposition as agents read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DispositionView {
    /// Its id.
    pub id: Uuid,
    /// The queue whose chats it is for; null = all.
    pub queue_id: Option<Uuid>,
    /// What agents read.
    pub name: String,
    /// Whether it may be chosen.
    pub active: bool,
}

/// Adds a disposition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddDispositionRequest {
    /// What agents read, 1–80 characters; once for each queue.
    pub name: String,
    /// The queue whose chats it is for; null = all.
    #[serde(default)]
    pub queue_id: Option<Uuid>,
}

/// Changes a disposition; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateDispositionRequest {
    /// New name; chats closed before keep the old one.
    pub name: Option<String>,
    /// Whether it may be chosen.
    pub active: Option<bool>,
}

/// The disposition chosen for a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChosenDispositionView {
    /// Its id.
    pub id: Uuid,
    /// Its name at the time.
    pub name: String,
}
