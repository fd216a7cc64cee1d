//! Events: entries of an organization's change log, as agents and as visitors read them.

mod visitor;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    agent::{AgentView, Availability},
    approach::ApproachView,
    block::BlockView,
    chat::{ChatView, ParticipantView},
    contact::{ContactNoteView, ContactView},
    direct::{DirectConversationView, DirectMessageView},
    mention::MentionView,
    merge::ContactMergeView,
    message::MessageView,
    note::NoteView,
    offer::{AcceptedOfferView, OfferView},
    offline::OfflineMessageView,
    queue::QueueView,
    register::Register,
    session::SessionEnd,
    ticket::{TicketCommentView, TicketView},
    transfer::TransferView,
    whisper::WhisperView,
};

pub use visitor::{VisitorChange, VisitorEventView};

/// One entry of the change log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventView {
    /// Place in the organization's log, rising; the cursor to resume from.
    pub seq: u64,
    /// When it was committed.
    pub at: Timestamp,
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
}

/// What changed; agents read these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "content")]
pub enum Change {
    /// A chat began to wait.
    #[serde(rename = "chat.started")]
    ChatStarted(ChatView),
    /// A chat was taken, or changed otherwise.
    #[serde(rename = "chat.updated")]
    ChatUpdated(ChatView),
    /// A chat is over: its stream ends with this event, except for its visitor and who has opened it.
    #[serde(rename = "chat.closed")]
    ChatClosed(ChatView),
    /// A closed chat was opened again; the stream goes on for the agents in it.
    #[serde(rename = "chat.reopened")]
    ChatReopened(ChatView),
    /// A chat was transferred to another agent or queue.
    #[serde(rename = "chat.transferred")]
    ChatTransferred {
        /// The chat, as it is now.
        chat: ChatView,
        /// By whom, from where and to whom.
        transfer: TransferView,
    },
    /// The visitor rated a chat that is over, or changed the rating; the agents who were in it hear it, too.
    #[serde(rename = "chat.rated")]
    ChatRated(ChatView),
    /// An agent is in a chat now.
    #[serde(rename = "participant.joined")]
    ParticipantJoined {
        /// The chat, as it is now.
        chat: ChatView,
        /// Who joined.
        participant: ParticipantView,
    },
    /// An agent is no longer in a chat.
    #[serde(rename = "participant.left")]
    ParticipantLeft {
        /// The chat, as it is now.
        chat: ChatView,
        /// Who left.
        agent_id: Uuid,
    },
    /// A message was sent.
    #[serde(rename = "message.sent")]
    MessageSent(MessageView),
    /// A message was edited.
    #[serde(rename = "message.edited")]
    MessageEdited(MessageView),
    /// A message was deleted.
    #[serde(rename = "message.deleted")]
    MessageDeleted(MessageView),
    /// A whisper was sent.
    #[serde(rename = "whisper.sent")]
    WhisperSent(WhisperView),
    /// A whisper was edited.
    #[serde(rename = "whisper.edited")]
    WhisperEdited(WhisperView),
    /// A whisper was deleted.
    #[serde(rename = "whisper.deleted")]
    WhisperDeleted(WhisperView),
    /// A whisper mentions this agent, who may not be in the chat.
    #[serde(rename = "mention.made")]
    MentionMade(MentionView),
    /// A note was added.
    #[serde(rename = "note.added")]
    NoteAdded(NoteView),
    /// A note was edited.
    #[serde(rename = "note.edited")]
    NoteEdited(NoteView),
    /// A note was deleted.
    #[serde(rename = "note.deleted")]
    NoteDeleted {
        /// The chat.
        chat_id: Uuid,
        /// The note.
        note_id: Uuid,
    },
    /// An agent read up to a position.
    #[serde(rename = "read.moved")]
    ReadMoved {
        /// The chat.
        chat_id: Uuid,
        /// Who read.
        agent_id: Uuid,
        /// Up to where, among messages and whispers.
        position: u64,
        /// Up to where, among messages alone.
        number: u64,
    },
    /// The visitor read up to a number.
    #[serde(rename = "visitor_read.moved")]
    VisitorReadMoved {
        /// The chat.
        chat_id: Uuid,
        /// Up to where, among messages alone.
        number: u64,
    },
    /// The app of an agent in the chat received messages up to a number.
    #[serde(rename = "agents_received.moved")]
    AgentsReceivedMoved {
        /// The chat.
        chat_id: Uuid,
        /// Up to where, among messages alone.
        number: u64,
    },
    /// The visitor's app received messages up to a number.
    #[serde(rename = "visitor_received.moved")]
    VisitorReceivedMoved {
        /// The chat.
        chat_id: Uuid,
        /// Up to where, among messages alone.
        number: u64,
    },
    /// An offer was made to this agent.
    #[serde(rename = "offer.made")]
    OfferMade(OfferView),
    /// An offer to this agent was accepted, declined, expired or withdrawn.
    #[serde(rename = "offer.ended")]
    OfferEnded(OfferView),
    /// This agent was given a chat without being asked; the agent is in it already.
    #[serde(rename = "chat.assigned")]
    ChatAssigned(AcceptedOfferView),
    /// An offline message was left in a queue.
    #[serde(rename = "offline_message.received")]
    OfflineMessageReceived(OfflineMessageView),
    /// An offline message was assigned or handled.
    #[serde(rename = "offline_message.updated")]
    OfflineMessageUpdated(OfflineMessageView),
    /// A direct conversation was opened, or its members changed.
    #[serde(rename = "direct_conversation.updated")]
    DirectConversationUpdated(DirectConversationView),
    /// A direct message was sent.
    #[serde(rename = "direct_message.sent")]
    DirectMessageSent(DirectMessageView),
    /// A direct message was edited.
    #[serde(rename = "direct_message.edited")]
    DirectMessageEdited(DirectMessageView),
    /// A direct message was deleted.
    #[serde(rename = "direct_message.deleted")]
    DirectMessageDeleted(DirectMessageView),
    /// A member read a direct conversation up to a position.
    #[serde(rename = "direct_read.moved")]
    DirectReadMoved {
        /// The conversation.
        conversation_id: Uuid,
        /// Who read.
        agent_id: Uuid,
        /// Up to where.
        position: u64,
    },
    /// An agent was registered.
    #[serde(rename = "agent.added")]
    AgentAdded(AgentView),
    /// An agent was changed.
    #[serde(rename = "agent.updated")]
    AgentUpdated(AgentView),
    /// An agent changed its own profile: name, picture, what it says of itself, or language.
    #[serde(rename = "agent.profile_updated")]
    AgentProfileUpdated(AgentView),
    /// An agent declared availability, or was made `not_ready` after missed offers.
    #[serde(rename = "availability.changed")]
    AvailabilityChanged {
        /// The agent.
        agent_id: Uuid,
        /// The new availability.
        availability: Availability,
        /// True when offers were missed and Pronto changed it.
        by_missed_offers: bool,
    },
    /// A queue was added or changed.
    #[serde(rename = "queue.updated")]
    QueueUpdated(QueueView),
    /// An agent became a member of a queue.
    #[serde(rename = "queue_member.added")]
    QueueMemberAdded {
        /// The queue.
        queue_id: Uuid,
        /// The agent.
        agent_id: Uuid,
    },
    /// An agent is no longer a member of a queue.
    #[serde(rename = "queue_member.removed")]
    QueueMemberRemoved {
        /// The queue.
        queue_id: Uuid,
        /// The agent.
        agent_id: Uuid,
    },
    /// A session of this agent ended.
    #[serde(rename = "session.ended")]
    SessionEnded {
        /// The session.
        session_id: Uuid,
        /// Whose it was.
        agent_id: Uuid,
        /// Why.
        end: SessionEnd,
    },
    /// The organization or its settings changed.
    #[serde(rename = "organization.updated")]
    OrganizationUpdated(crate::organization::OrganizationView),
    /// A register of the organization changed: who shows it reads it anew.
    #[serde(rename = "register.changed")]
    RegisterChanged {
        /// Which.
        register: Register,
    },
    /// A contact was added.
    #[serde(rename = "contact.added")]
    ContactAdded(ContactView),
    /// A contact or its identities changed.
    #[serde(rename = "contact.updated")]
    ContactUpdated(ContactView),
    /// A contact was removed.
    #[serde(rename = "contact.removed")]
    ContactRemoved {
        /// The contact.
        contact_id: Uuid,
    },
    /// A contact was merged into another: whatever belonged to `from` belongs to `into`.
    #[serde(rename = "contact.merged")]
    ContactsMerged(ContactMergeView),
    /// A merge was undone: what it had moved moved back.
    #[serde(rename = "contact.unmerged")]
    ContactsUnmerged(ContactMergeView),
    /// A note about a contact was added.
    #[serde(rename = "contact_note.added")]
    ContactNoteAdded(ContactNoteView),
    /// A note about a contact was edited.
    #[serde(rename = "contact_note.edited")]
    ContactNoteEdited(ContactNoteView),
    /// A note about a contact was deleted.
    #[serde(rename = "contact_note.deleted")]
    ContactNoteDeleted {
        /// The contact.
        contact_id: Uuid,
        /// The note.
        note_id: Uuid,
    },
    /// Somebody was blocked.
    #[serde(rename = "block.added")]
    BlockAdded {
        /// The block.
        block: BlockView,
        /// Visitors whom it refuses by name; one of a network refuses by address.
        visitor_ids: Vec<Uuid>,
    },
    /// A block was lifted.
    #[serde(rename = "block.lifted")]
    BlockLifted(BlockView),
    /// A ticket was opened.
    #[serde(rename = "ticket.opened")]
    TicketOpened(TicketView),
    /// A ticket changed.
    #[serde(rename = "ticket.updated")]
    TicketUpdated(TicketView),
    /// A comment was written on a ticket.
    #[serde(rename = "ticket_comment.added")]
    TicketCommentAdded(TicketCommentView),
    /// An invitation, promotion or redirect was sent, shown or answered.
    #[serde(rename = "approach.updated")]
    ApproachUpdated(ApproachView),
    /// The content of a closed chat was erased: whoever keeps it forgets it.
    #[serde(rename = "chat.erased")]
    ChatErased {
        /// The chat.
        chat_id: Uuid,
        /// Its queue.
        queue_id: Uuid,
    },
    /// A webhook was switched off because it takes nothing; for supervisors and admins.
    #[serde(rename = "webhook.disabled")]
    WebhookDisabled(crate::webhook::WebhookView),
    /// Something this version does not know; to be passed over.
    #[serde(untagged)]
    Unknown(serde_json::Value),
}
