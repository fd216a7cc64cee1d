//! Offers: a waiting chat proposed to one agent, and the story of a chat's routing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    chat::{Channel, ChatView},
    queue::RoutingMode,
    word::words,
};

words! {
    /// Where an offer stands.
    pub enum OfferState {
        /// May be accepted.
        Open = "open",
        /// This agent has the chat.
        Accepted = "accepted",
        /// The agent said no.
        Declined = "declined",
        /// The deadline passed.
        Expired = "expired",
        /// Taken by another, or no longer waiting.
        Withdrawn = "withdrawn",
    }
}

/// An offer as its agent reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferView {
    /// Its id.
    pub id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// The chat's number.
    pub chat_number: u64,
    /// Whom it is made to.
    pub agent_id: Uuid,
    /// The queue.
    pub queue_id: Uuid,
    /// The queue's name.
    pub queue_name: String,
    /// How the queue gives out chats.
    pub mode: RoutingMode,
    /// Where the chat came in.
    pub channel: Channel,
    /// The visitor's name, if given.
    pub visitor_name: Option<String>,
    /// The visitor's phone number, if known.
    #[serde(default)]
    pub visitor_phone: Option<String>,
    /// The subject picked.
    pub subject: Option<String>,
    /// Since when the visitor waits.
    pub waiting_since: Timestamp,
    /// Where it stands.
    pub state: OfferState,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it expires; null when it has no deadline.
    pub expires_at: Option<Timestamp>,
    /// When it was answered, expired or was withdrawn.
    pub ended_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// A chat that an agent has accepted, taken or been given, with the offer on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptedOfferView {
    /// The offer.
    pub offer: OfferView,
    /// The chat, now active.
    pub chat: ChatView,
}

words! {
    /// One step of a chat's routing.
    pub enum RoutingStepKind {
        /// The chat began to wait.
        Queued = "queued",
        /// It was offered to the agent.
        Offered = "offered",
        /// The agent accepted.
        Accepted = "accepted",
        /// The agent was given it without being asked; the reason says why this agent.
        Assigned = "assigned",
        /// The agent declined.
        Declined = "declined",
        /// The agent let it expire.
        Expired = "expired",
        /// The offer was withdrawn.
        Withdrawn = "withdrawn",
        /// The agent was passed over; the reason says why.
        Skipped = "skipped",
        /// Nobody could be offered it; the reason says why.
        NobodyAvailable = "nobody_available",
        /// Everybody had it once, so it goes round again.
        RoundStarted = "round_started",
        /// The chat stopped waiting without an agent.
        Ended = "ended",
        /// It was transferred: to the agent, or to the queue that the step names.
        Transferred = "transferred",
        /// A transfer was refused; the reason says why.
        TransferRefused = "transfer_refused",
        /// A supervisor took it over.
        TakenOver = "taken_over",
        /// The agent was silent for too long, so the chat went back to the queue.
        Silent = "silent",
    }
}

/// One step of a chat's routing, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoutingStepView {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: RoutingStepKind,
    /// The agent it is about.
    pub agent_id: Option<Uuid>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// Who did it, when somebody did it to others: the agent who transferred the chat.
    #[serde(default)]
    pub by_agent_id: Option<Uuid>,
    /// The name of who did it.
    #[serde(default)]
    pub by_agent_name: Option<String>,
    /// The queue it was transferred to.
    #[serde(default)]
    pub queue_id: Option<Uuid>,
    /// That queue's name.
    #[serde(default)]
    pub queue_name: Option<String>,
    /// Why. Passed over: `not_ready`, `busy`, `offline`, `unreachable`, `limit_reached`, `already_offered`, `left`. Nobody:
    /// one of these, `queue_full` or `no_members`. Assigned: `below_minimum`, `next_in_turn`. Accepted: `pulled` when the
    /// agent asked for the next one. …
    pub reason: Option<String>,
}
