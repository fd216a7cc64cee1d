//! Chats: one service encounter each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp, disposition::ChosenDispositionView, rating::RatingView, status_label::ChatLabelView, tag::ChatTagView,
    word::words,
};

words! {
    /// Where a chat stands.
    pub enum ChatState {
        /// Nobody has taken it.
        Waiting = "waiting",
        /// At least one agent has taken it.
        Active = "active",
        /// It is over.
        Closed = "closed",
    }
}

words! {
    /// Where a chat came in.
    pub enum Channel {
        /// The web widget or the hosted page.
        Widget = "widget",
        /// The organization's own mobile app.
        Mobile = "mobile",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// The API.
        Api = "api",
    }
}

words! {
    /// Who ended a chat.
    pub enum ChatEnd {
        /// An agent closed it.
        ClosedByAgent = "closed_by_agent",
        /// The visitor left.
        VisitorLeft = "visitor_left",
        /// Nobody: the visitor had fallen silent.
        Abandoned = "abandoned",
    }
}

words! {
    /// Which of the chats that wait comes first.
    pub enum Priority {
        /// After all others.
        Low = "low",
        /// As it came.
        Normal = "normal",
        /// Before those.
        High = "high",
        /// Before everything.
        Urgent = "urgent",
    }
}

impl Priority {
    /// The number that rows are ordered by: the higher, the sooner.
    #[must_use]
    pub const fn rank(self) -> i32 {
        match self {
            Self::Low => 0,
            Self::Normal => 1,
            Self::High => 2,
            Self::Urgent => 3,
        }
    }

    /// The priority of a rank.
    #[must_use]
    pub const fn of_rank(rank: i32) -> Self {
        match rank {
            i32::MIN..=0 => Self::Low,
            1 => Self::Normal,
            2 => Self::High,
            3..=i32::MAX => Self::Urgent,
        }
    }
}

fn normal() -> Priority {
    Priority::Normal
}

/// A chat as agents read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatView {
    /// Its id.
    pub id: Uuid,
    /// Its number in the organization, from 1.
    pub number: u64,
    /// Where it stands.
    pub state: ChatState,
    /// Where it came in.
    pub channel: Channel,
    /// The queue.
    pub queue_id: Uuid,
    /// The visitor.
    pub visitor_id: Uuid,
    /// The visitor's name, if given.
    pub visitor_name: Option<String>,
    /// The visitor's phone number, in E.164 where it can be: WhatsApp's own, else as the organization's system or the visitor
    /// told it.
    #[serde(default)]
    pub visitor_phone: Option<String>,
    /// Whether the organization's own system vouched for the visitor.
    #[serde(default)]
    pub visitor_verified: bool,
    /// The subject picked.
    pub subject: Option<String>,
    /// Answers to the pre-chat fields.
    pub fields: BTreeMap<String, String>,
    /// Whose chat it is, once an agent has said so.
    #[serde(default)]
    pub contact_id: Option<Uuid>,
    /// How many contacts had one of the identities typed at entry, when it started.
    #[serde(default)]
    pub candidate_count: u32,
    /// Agents who are in it.
    pub participants: Vec<ParticipantView>,
    /// When it started.
    pub started_at: Timestamp,
    /// When an agent first took it.
    pub accepted_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Who ended it.
    pub end: Option<ChatEnd>,
    /// Position of the last message or whisper.
    pub last_position: u64,
    /// When the last message or whisper was sent.
    pub last_entry_at: Timestamp,
    /// Up to which message number the visitor has read.
    pub visitor_read_number: u64,
    /// The organization's word for the state; null when it has none.
    #[serde(default)]
    pub label: Option<ChatLabelView>,
    /// The disposition chosen at close.
    #[serde(default)]
    pub disposition: Option<ChosenDispositionView>,
    /// Why it was closed, in the agent's words.
    #[serde(default)]
    pub close_reason: Option<String>,
    /// Whether the matter was solved, as the agent said at close.
    #[serde(default)]
    pub solved: Option<bool>,
    /// The service form: values by the field's key.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Its tags, in the order they were given.
    #[serde(default)]
    pub tags: Vec<ChatTagView>,
    /// Which comes first while chats wait.
    #[serde(default = "normal")]
    pub priority: Priority,
    /// Up to which message number the visitor's app has received; never below what was read.
    #[serde(default)]
    pub visitor_received_number: u64,
    /// Up to which message number any agent in the chat has read.
    #[serde(default)]
    pub agents_read_number: u64,
    /// Up to which message number any agent's app has received; never below what was read.
    #[serde(default)]
    pub agents_received_number: u64,
    /// What the visitor said of it when it was over.
    #[serde(default)]
    pub rating: Option<RatingView>,
    /// Until when agents may answer: on WhatsApp, 24 hours after the customer's last message. After that only a template can
    /// be sent. Null where a channel has no such limit.
    #[serde(default)]
    pub reply_until: Option<Timestamp>,
    /// `seq` of the event that last changed the chat itself (not its messages).
    pub seq: u64,
}

/// An agent in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParticipantView {
    /// The agent.
    pub agent_id: Uuid,
    /// The agent's name.
    pub name: String,
    /// Whether the chat counts against this agent's limits: true for who took it, false for who joined.
    pub responsible: bool,
    /// When the agent joined.
    pub joined_at: Timestamp,
    /// Read up to this position.
    pub read_position: u64,
    /// Until when this agent has set the chat aside; it comes back then, or when the visitor writes.
    #[serde(default)]
    pub snoozed_until: Option<Timestamp>,
}

/// A chat in a list, with what concerns the agent who asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatListItemView {
    /// The chat.
    pub chat: ChatView,
    /// Messages and whispers of others after one's read mark; 0 when not in the chat.
    pub unread_count: u32,
}

words! {
    /// Which chats a list holds.
    pub enum ChatFilter {
        /// Chats one is in that are not closed.
        Mine = "mine",
        /// Waiting chats of one's queues.
        Waiting = "waiting",
        /// Waiting chats of one's queues that one cannot take now, because one's own limit or the queue's is reached.
        MiniQueue = "mini_queue",
        /// Active chats of others that one may see.
        Others = "others",
        /// Closed chats that one may see.
        Closed = "closed",
    }
}

/// Closes a chat.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CloseChatRequest {
    /// Why, in the agent's words; at most 500 characters.
    pub reason: Option<String>,
    /// Whether the matter was solved.
    pub solved: Option<bool>,
    /// A disposition of the chat's queue or of all; the organization may demand it, and `solved` with it.
    pub disposition_id: Option<Uuid>,
    /// Last values of the service form, as in `FillFormRequest`.
    pub form: BTreeMap<String, Option<String>>,
}

/// Gives a chat a priority.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPriorityRequest {
    /// The new priority.
    pub priority: Priority,
}

/// Sets a chat aside.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SnoozeRequest {
    /// When it comes back: in the future, and within a year.
    pub until: Timestamp,
}
