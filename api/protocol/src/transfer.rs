//! Transfers: a chat given to another agent, or to a queue where it waits.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    agent::{Availability, Reachability, Role},
    word::words,
};

/// Transfers a chat: to an agent or to a queue, exactly one of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferChatRequest {
    /// UUIDv7 made by the sender: the same transfer again changes nothing more.
    pub client_id: Uuid,
    /// The agent who is to have it.
    #[serde(default)]
    pub agent_id: Option<Uuid>,
    /// The queue in which it is to wait.
    #[serde(default)]
    pub queue_id: Option<Uuid>,
    /// For the next agent, at most 8,000 characters; kept as a whisper, which the visitor never sees.
    #[serde(default)]
    pub note: Option<String>,
}

/// A transfer that happened; agents only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferView {
    /// Its id.
    pub id: Uuid,
    /// Who transferred.
    pub by_agent_id: Uuid,
    /// The name at the time.
    pub by_name: String,
    /// The queue before.
    pub from_queue_id: Uuid,
    /// The queue after; the same when it went to an agent.
    pub to_queue_id: Uuid,
    /// The agent who has it now; null when it waits in the queue.
    pub to_agent_id: Option<Uuid>,
    /// The whisper that holds the note.
    pub whisper_id: Option<Uuid>,
}

words! {
    /// Why a chat cannot be transferred there now.
    pub enum TransferObstacle {
        /// The agent is signed out or gone.
        Offline = "offline",
        /// The agent is paused.
        NotReady = "not_ready",
        /// The agent takes no new chats.
        Busy = "busy",
        /// The agent cannot be told now.
        Unreachable = "unreachable",
        /// The agent has as many chats as allowed.
        LimitReached = "limit_reached",
        /// The agent has this chat already.
        Responsible = "responsible",
        /// The queue is switched off.
        Closed = "closed",
        /// The queue is outside its hours.
        OutOfHours = "out_of_hours",
        /// The queue has a holiday.
        Holiday = "holiday",
    }
}

/// Whom a chat can be transferred to, and why not now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TransferTargetView {
    /// A queue.
    Queue(QueueTargetView),
    /// An agent.
    Agent(AgentTargetView),
}

/// A queue as the target of a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueTargetView {
    /// The queue.
    pub queue_id: Uuid,
    /// Its name.
    pub name: String,
    /// Why not now; null when it takes the chat.
    pub obstacle: Option<TransferObstacle>,
}

/// An agent as the target of a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentTargetView {
    /// The agent.
    pub agent_id: Uuid,
    /// The agent's name.
    pub name: String,
    /// The agent's role.
    pub role: Role,
    /// What the agent declared.
    pub availability: Availability,
    /// How the agent can be told now.
    pub reachability: Reachability,
    /// Whether the agent is a member of the chat's queue.
    pub member: bool,
    /// Why not now; null when the agent takes the chat.
    pub obstacle: Option<TransferObstacle>,
}
