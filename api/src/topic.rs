//! Topics: which change is heard where, and how a change moves somebody in or out of a topic.

mod kind;

use pronto_protocol::{agent::Role, chat::ChatView, event::Change};
use uuid::Uuid;

pub use kind::{INTEGRATION_KINDS, INTERNAL_KINDS, PRIVATE_KINDS, kind_of};

/// A stream that sockets listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// What every agent of the organization hears.
    Organization,
    /// What happens around a queue's chats; its members hear it.
    Queue(Uuid),
    /// The same for all queues; supervisors and admins hear it.
    EveryQueue,
    /// Everything in a chat; its participants hear it, who opened it, and (public parts) its visitor.
    Chat(Uuid),
    /// A direct conversation; its members hear it.
    Direct(Uuid),
    /// What is for one agent alone.
    Agent(Uuid),
    /// What is for one visitor alone, whatever the chat.
    Visitor(Uuid),
    /// The grid of visits; who watches it hears it. Holds no events.
    Visits,
    /// The live counters; who watches them hears them. Holds no events.
    Counters,
}

/// A change of who listens where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The agent or visitor.
    pub person_id: Uuid,
    /// The topic.
    pub topic: Topic,
    /// True when the person listens from this event on, false when no longer after it.
    pub joins: bool,
}

/// The type names of events that move somebody: what a catch-up reads first.
pub const MOVING_KINDS: [&str; 7] = [
    "chat.closed",
    "chat.reopened",
    "participant.joined",
    "participant.left",
    "queue_member.added",
    "queue_member.removed",
    "direct_conversation.updated",
];

/// Where a change is heard.
#[must_use]
pub fn topics_of(change: &Change) -> Vec<Topic> {
    match change {
        Change::ChatStarted(chat)
        | Change::ChatUpdated(chat)
        | Change::ChatClosed(chat)
        | Change::ChatReopened(chat) => {
            vec![Topic::Chat(chat.id), Topic::Queue(chat.queue_id), Topic::EveryQueue]
        }
        Change::ChatTransferred { chat, transfer } => {
            let mut topics = vec![Topic::Chat(chat.id), Topic::Queue(chat.queue_id), Topic::EveryQueue];
            // The members of the queue that it left must see it go.
            topics.extend((transfer.from_queue_id != chat.queue_id).then_some(Topic::Queue(transfer.from_queue_id)));
            topics.extend(transfer.to_agent_id.map(Topic::Agent));
            topics
        }
        Change::ChatRated(chat) => [Topic::Chat(chat.id), Topic::Queue(chat.queue_id), Topic::EveryQueue]
            .into_iter()
            .chain(chat.participants.iter().map(|participant| Topic::Agent(participant.agent_id)))
            .collect(),
        Change::ParticipantJoined { chat, participant } => vec![
            Topic::Chat(chat.id),
            Topic::Queue(chat.queue_id),
            Topic::EveryQueue,
            Topic::Agent(participant.agent_id),
        ],
        Change::ParticipantLeft { chat, agent_id } => {
            vec![Topic::Chat(chat.id), Topic::Queue(chat.queue_id), Topic::EveryQueue, Topic::Agent(*agent_id)]
        }
        Change::MessageSent(message) | Change::MessageEdited(message) | Change::MessageDeleted(message) => {
            vec![Topic::Chat(message.chat_id)]
        }
        Change::WhisperSent(whisper) | Change::WhisperEdited(whisper) | Change::WhisperDeleted(whisper) => {
            vec![Topic::Chat(whisper.chat_id)]
        }
        Change::MentionMade(mention) => vec![Topic::Agent(mention.agent_id)],
        Change::NoteAdded(note) | Change::NoteEdited(note) => vec![Topic::Chat(note.chat_id)],
        Change::NoteDeleted { chat_id, .. }
        | Change::ReadMoved { chat_id, .. }
        | Change::VisitorReadMoved { chat_id, .. }
        | Change::AgentsReceivedMoved { chat_id, .. }
        | Change::VisitorReceivedMoved { chat_id, .. } => vec![Topic::Chat(*chat_id)],
        Change::OfferMade(offer) | Change::OfferEnded(offer) => vec![Topic::Agent(offer.agent_id)],
        Change::ChatAssigned(assigned) => vec![Topic::Agent(assigned.offer.agent_id)],
        Change::OfflineMessageReceived(message) | Change::OfflineMessageUpdated(message) => {
            let mut topics = vec![Topic::Queue(message.queue_id), Topic::EveryQueue];
            topics.extend(message.assignee_id.map(Topic::Agent));
            topics
        }
        Change::DirectConversationUpdated(conversation) => std::iter::once(Topic::Direct(conversation.id))
            .chain(conversation.members.iter().map(|member| Topic::Agent(member.agent_id)))
            .collect(),
        Change::DirectMessageSent(message)
        | Change::DirectMessageEdited(message)
        | Change::DirectMessageDeleted(message) => vec![Topic::Direct(message.conversation_id)],
        Change::DirectReadMoved { conversation_id, .. } => vec![Topic::Direct(*conversation_id)],
        Change::QueueMemberAdded { agent_id, .. } | Change::QueueMemberRemoved { agent_id, .. } => {
            vec![Topic::Organization, Topic::Agent(*agent_id)]
        }
        Change::AgentAdded(_)
        | Change::AgentUpdated(_)
        | Change::AgentProfileUpdated(_)
        | Change::AvailabilityChanged { .. }
        | Change::QueueUpdated(_)
        | Change::OrganizationUpdated(_)
        | Change::RegisterChanged { .. } => vec![Topic::Organization],
        Change::ChatErased { chat_id, queue_id } => {
            vec![Topic::Chat(*chat_id), Topic::Queue(*queue_id), Topic::EveryQueue]
        }
        Change::WebhookDisabled(_) => vec![Topic::EveryQueue],
        Change::SessionEnded { agent_id, .. } => vec![Topic::Agent(*agent_id)],
        Change::ContactAdded(_)
        | Change::ContactUpdated(_)
        | Change::ContactRemoved { .. }
        | Change::ContactsMerged(_)
        | Change::ContactsUnmerged(_)
        | Change::ContactNoteAdded(_)
        | Change::ContactNoteEdited(_)
        | Change::ContactNoteDeleted { .. }
        | Change::BlockAdded { .. }
        | Change::BlockLifted(_)
        | Change::TicketOpened(_)
        | Change::TicketUpdated(_)
        | Change::TicketCommentAdded(_) => vec![Topic::Organization],
        Change::ApproachUpdated(approach) => {
            vec![Topic::Agent(approach.agent_id), Topic::Visitor(approach.visitor_id)]
        }
        Change::Unknown(_) => Vec::new(),
    }
}

/// Whom a change moves in or out of a topic. Each of an agent is a true change of place: the catch-up concludes from the first one
/// after a cursor what was before it.
#[must_use]
pub fn moves_of(change: &Change) -> Vec<Move> {
    match change {
        // Told again with each change, since with any of them a chat may have become another visitor's.
        Change::ChatStarted(chat) | Change::ChatUpdated(chat) => {
            vec![Move { person_id: chat.visitor_id, topic: Topic::Chat(chat.id), joins: true }]
        }
        Change::ChatClosed(chat) => participants_move(chat, false),
        Change::ChatReopened(chat) => participants_move(chat, true),
        Change::ParticipantJoined { chat, participant } => {
            vec![Move { person_id: participant.agent_id, topic: Topic::Chat(chat.id), joins: true }]
        }
        Change::ParticipantLeft { chat, agent_id } => {
            vec![Move { person_id: *agent_id, topic: Topic::Chat(chat.id), joins: false }]
        }
        Change::QueueMemberAdded { queue_id, agent_id } => {
            vec![Move { person_id: *agent_id, topic: Topic::Queue(*queue_id), joins: true }]
        }
        Change::QueueMemberRemoved { queue_id, agent_id } => {
            vec![Move { person_id: *agent_id, topic: Topic::Queue(*queue_id), joins: false }]
        }
        Change::DirectConversationUpdated(conversation) => conversation
            .members
            .iter()
            .map(|member| Move { person_id: member.agent_id, topic: Topic::Direct(conversation.id), joins: true })
            .collect(),
        _ => Vec::new(),
    }
}

fn participants_move(chat: &ChatView, joins: bool) -> Vec<Move> {
    let agents = chat.participants.iter().map(|participant| participant.agent_id);
    agents.map(|person_id| Move { person_id, topic: Topic::Chat(chat.id), joins }).collect()
}

/// The chat a change is about: what a visitor's catch-up is read by.
#[must_use]
pub fn chat_of(change: &Change) -> Option<Uuid> {
    topics_of(change).into_iter().find_map(|topic| match topic {
        Topic::Chat(chat_id) => Some(chat_id),
        _ => None,
    })
}

/// The topics that a role brings by itself.
#[must_use]
pub fn topics_of_role(agent_id: Uuid, role: Role) -> Vec<Topic> {
    let mut topics = vec![Topic::Organization, Topic::Agent(agent_id)];
    if role != Role::Agent {
        topics.push(Topic::EveryQueue);
    }
    topics
}
