//! Counters: how the desk stands right now.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

/// How an organization's desk stands now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountersView {
    /// Visits that go on.
    pub browsing: u32,
    /// Chats that nobody has taken.
    pub waiting: u32,
    /// Chats that somebody has taken.
    pub active: u32,
    /// Chats closed today that an agent had taken.
    pub closed_today: u32,
    /// Chats closed today that nobody had taken.
    pub abandoned_today: u32,
    /// Agents who declared ready.
    pub ready_agents: u32,
    /// When today began, by the organization's clock.
    pub today_since: Timestamp,
    /// Queues with waiting or active chats.
    pub queues: Vec<QueueCountersView>,
}

/// How one queue stands now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueCountersView {
    /// The queue.
    pub queue_id: Uuid,
    /// Chats that nobody has taken.
    pub waiting: u32,
    /// Since when the first of them waits.
    pub waiting_since: Option<Timestamp>,
    /// Chats that somebody has taken.
    pub active: u32,
}
