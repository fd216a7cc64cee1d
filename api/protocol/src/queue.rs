//! Queues: where chats wait, who is a member, how chats are given out.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{hours::QueueHours, word::words};

words! {
    /// How a queue gives out its chats.
    pub enum RoutingMode {
        /// Every ready member is told; the first to start it has it.
        Broadcast = "broadcast",
        /// One ready member at a time is offered it, with a deadline.
        Offer = "offer",
        /// Nobody is told; members take the longest waiting chat when they want one.
        Pull = "pull",
        /// The chat is given at once, without asking, to the ready member whose turn it is.
        Auto = "auto",
    }
}

words! {
    /// What a pre-chat field takes.
    pub enum FieldKind {
        /// One line of text.
        Text = "text",
        /// A person's name.
        Name = "name",
        /// An e-mail address.
        Email = "email",
        /// A phone number, international or national.
        Phone = "phone",
        /// A number given by the organization, as a registration number.
        ExternalId = "external_id",
        /// One of `choices`.
        Choice = "choice",
    }
}

/// One field asked before a chat starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreChatField {
    /// Its key in `fields` of the start request: lower-case letters, digits and `_`.
    pub key: String,
    /// What the visitor reads.
    pub label: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether the chat can start without it.
    pub required: bool,
    /// The choices, for `choice`.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// A queue as agents read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    /// Its id.
    pub id: Uuid,
    /// The word in the hosted page's address: lower-case letters, digits and `-`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it decides.
    pub settings: QueueSettings,
    /// Chats waiting now.
    pub waiting_count: u32,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// What goes on in a queue now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueCountsView {
    /// The queue.
    pub queue_id: Uuid,
    /// Chats that wait.
    pub waiting_count: u32,
    /// Chats that are active.
    pub active_count: u32,
    /// Members who are ready and can be told, with room for another chat or not.
    pub ready_count: u32,
    /// Who gets the next chat, in `auto` and `offer`; null in the other modes, or when nobody can take one.
    pub next_agent: Option<NextAgentView>,
    /// Why there is no next agent in these modes: `queue_full`, `no_members`, `limit_reached`, `unreachable`, `busy`, …
    pub nobody: Option<String>,
}

/// Who gets the next chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextAgentView {
    /// The agent.
    pub agent_id: Uuid,
    /// The agent's name.
    pub name: String,
}

/// What a queue decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct QueueSettings {
    /// How chats are given out.
    pub routing_mode: RoutingMode,
    /// How long an offer stands, in seconds (5–600).
    pub offer_seconds: u32,
    /// Most active chats of this queue per agent; null = no limit.
    pub agent_chats_most: Option<u32>,
    /// Most active chats of this queue, whoever has them (1–10,000); null = no limit. What is beyond it waits.
    pub chats_most: Option<u32>,
    /// Whether it takes chats.
    pub open: bool,
    /// Whether visitors who may pick a queue see it; its own address works either way.
    pub listed: bool,
    /// What a visitor reads when entering.
    pub entry_notice: Option<String>,
    /// Fields asked before a chat starts, in order.
    pub pre_chat_fields: Vec<PreChatField>,
    /// How its page and widget look.
    pub look: QueueLook,
    /// Closed chats older than this many days are erased; null = as the organization says, 0 = kept.
    pub retention_days: Option<u32>,
    /// When it takes chats; null = at any hour.
    pub hours: Option<QueueHours>,
    /// What a visitor reads outside the hours, on a holiday or while the queue is switched off.
    pub out_of_hours_notice: Option<String>,
    /// Most chats that may wait in it; null = no limit.
    pub waiting_most: Option<u32>,
    /// What a visitor reads when so many wait.
    pub limit_notice: Option<String>,
    /// Whether visitors may leave offline messages.
    pub contact_form: bool,
    /// After how many minutes without an answer a chat goes back to the queue (1–1,440); null = never.
    pub agent_silence_minutes: Option<u32>,
    /// After how many minutes a silent visitor is warned (1–1,440); null = never.
    pub visitor_silence_minutes: Option<u32>,
    /// How many minutes after the warning the chat is closed as abandoned (1–1,440).
    pub abandon_minutes: u32,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            routing_mode: RoutingMode::Broadcast,
            offer_seconds: 45,
            agent_chats_most: None,
            chats_most: None,
            open: true,
            listed: false,
            entry_notice: None,
            pre_chat_fields: Vec::new(),
            look: QueueLook::default(),
            retention_days: None,
            hours: None,
            out_of_hours_notice: None,
            waiting_most: None,
            limit_notice: None,
            contact_form: true,
            agent_silence_minutes: None,
            visitor_silence_minutes: None,
            abandon_minutes: 5,
        }
    }
}

words! {
    /// The corner of the host's page where the widget's button stands.
    pub enum WidgetPosition {
        /// At the bottom right.
        Right = "right",
        /// At the bottom left.
        Left = "left",
    }
}

/// How a queue's page and widget look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct QueueLook {
    /// The name at the top, 1–80 characters; the organization's when null.
    pub title: Option<String>,
    /// The colour of the head and of buttons, as `#0b5cad`; what is written on it is black or white, whichever reads better.
    pub color: Option<String>,
    /// Where the widget's button stands.
    pub position: WidgetPosition,
    /// A stylesheet of the organization's own, put after Pronto's; at most 32,768 bytes. It loads nothing from elsewhere.
    pub stylesheet: Option<String>,
}

impl Default for QueueLook {
    fn default() -> Self {
        Self { title: None, color: None, position: WidgetPosition::Right, stylesheet: None }
    }
}

/// Adds a queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddQueueRequest {
    /// The word in addresses, unique in the organization.
    pub slug: String,
    /// Its name, 1–80 characters.
    pub name: String,
    /// What it decides.
    #[serde(default)]
    pub settings: QueueSettings,
}

/// Changes a queue; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateQueueRequest {
    /// New name.
    pub name: Option<String>,
    /// New settings, as a whole.
    pub settings: Option<QueueSettings>,
}

/// A member of a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueMemberView {
    /// The agent.
    pub agent_id: Uuid,
    /// The agent's own limit in this queue; null = the queue's.
    pub chats_most: Option<u32>,
}

/// Adds a member to a queue or changes the member's limit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SetQueueMemberRequest {
    /// The agent's own limit in this queue; null = the queue's.
    pub chats_most: Option<u32>,
}

/// A subject that a visitor picks at entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubjectView {
    /// Its id.
    pub id: Uuid,
    /// The queue it belongs to.
    pub queue_id: Uuid,
    /// What the visitor reads.
    pub name: String,
}

/// Adds a subject to a queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddSubjectRequest {
    /// What the visitor reads, 1–80 characters.
    pub name: String,
}
