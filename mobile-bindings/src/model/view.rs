//! From the wire's views and the model to the records.

use pronto_protocol::{
    Timestamp,
    agent::{AgentView, Availability},
    chat::{Channel, ChatState, ChatView},
    device::Platform,
    direct::{DirectConversationView, DirectMessageView},
    message::{MessageView, SenderKind, SenderView},
    offer::{OfferState, OfferView},
    queue::QueueCountsView,
    whisper::{TimelineEntryView, WhisperView},
};
use uuid::Uuid;

use super::{
    AccountRecord, AgentAvailability, Author, Chat, ChatChannel, ChatStatus, Colleague, DevicePlatform,
    DirectConversation, DirectMessage, Offer, QueueCounts, TimelineEntry,
};
use crate::{
    client::{Identity, State},
    error::ProntoError,
};

pub(crate) fn id(text: &str) -> Result<Uuid, ProntoError> {
    text.parse().map_err(|_| ProntoError::BadPayload { reason: "not an id".into() })
}

pub(crate) fn ms(time: Timestamp) -> u64 {
    u64::try_from(time.unix_ms()).unwrap_or_default()
}

pub(crate) fn account(identity: &Identity) -> AccountRecord {
    AccountRecord {
        server_url: identity.server_url.clone(),
        organization: identity.organization.clone(),
        email: identity.email.clone(),
        agent_id: identity.agent_id.to_string(),
        session_id: identity.session_id.to_string(),
        device_id: identity.device_id.to_string(),
    }
}

pub(crate) fn colleague(agent: &AgentView) -> Colleague {
    Colleague { agent_id: agent.id.to_string(), name: agent.name.clone(), availability: agent.availability.into() }
}

pub(crate) fn queue_counts(counts: &QueueCountsView) -> QueueCounts {
    let next = counts.next_agent.as_ref();
    QueueCounts {
        queue_id: counts.queue_id.to_string(),
        waiting: counts.waiting_count,
        active: counts.active_count,
        ready: counts.ready_count,
        next_agent_id: next.map(|next| next.agent_id.to_string()),
        next_agent_name: next.map(|next| next.name.clone()),
    }
}

pub(crate) fn offer(offer: &OfferView) -> Offer {
    Offer {
        offer_id: offer.id.to_string(),
        chat_id: offer.chat_id.to_string(),
        queue_name: offer.queue_name.clone(),
        visitor_name: offer.visitor_name.clone(),
        visitor_phone: offer.visitor_phone.clone(),
        subject: offer.subject.clone(),
        waiting_since_ms: ms(offer.waiting_since),
        expires_at_ms: offer.expires_at.map(ms),
        open: offer.state == OfferState::Open,
    }
}

pub(crate) fn chat(chat: &ChatView, state: &State) -> Chat {
    chat_of(chat, state.agent_id, state.unread_count(chat.id))
}

pub(crate) fn chat_of(chat: &ChatView, agent_id: Uuid, unread_count: u32) -> Chat {
    Chat {
        chat_id: chat.id.to_string(),
        number: chat.number,
        status: match chat.state {
            ChatState::Waiting => ChatStatus::Waiting,
            ChatState::Active => ChatStatus::Active,
            ChatState::Closed => ChatStatus::Closed,
        },
        channel: match chat.channel {
            Channel::Widget => ChatChannel::Widget,
            Channel::Mobile => ChatChannel::Mobile,
            Channel::Whatsapp => ChatChannel::Whatsapp,
            Channel::Api => ChatChannel::Api,
        },
        queue_id: chat.queue_id.to_string(),
        contact_id: chat.contact_id.map(|id| id.to_string()),
        urgency: chat.priority.into(),
        reply_until_ms: chat.reply_until.map(ms),
        visitor_name: chat.visitor_name.clone(),
        visitor_phone: chat.visitor_phone.clone(),
        visitor_verified: chat.visitor_verified,
        subject: chat.subject.clone(),
        agents: chat.participants.iter().map(|participant| participant.name.clone()).collect(),
        joined: chat.participants.iter().any(|participant| participant.agent_id == agent_id),
        unread_count,
        last_position: chat.last_position,
        last_entry_at_ms: ms(chat.last_entry_at),
    }
}

fn author(sender: &SenderView, agent_id: Uuid) -> Author {
    match sender.kind {
        SenderKind::Visitor => Author::Visitor,
        SenderKind::System => Author::System,
        SenderKind::Agent if sender.id == Some(agent_id) => Author::Me,
        SenderKind::Agent => Author::Colleague,
    }
}

pub(crate) fn entry(entry: &TimelineEntryView, agent_id: Uuid) -> TimelineEntry {
    match entry {
        TimelineEntryView::Message(message) => self::message(message, agent_id),
        TimelineEntryView::Whisper(whisper) => self::whisper(whisper, agent_id),
    }
}

pub(crate) fn whisper(whisper: &WhisperView, agent_id: Uuid) -> TimelineEntry {
    TimelineEntry {
        entry_id: whisper.id.to_string(),
        chat_id: whisper.chat_id.to_string(),
        position: whisper.position,
        whisper: true,
        author: author(&whisper.sender, agent_id),
        author_name: whisper.sender.name.clone(),
        text: whisper.text.clone(),
        notice: None,
        client_id: whisper.client_id.map(|id| id.to_string()),
        sent_at_ms: ms(whisper.sent_at),
        edited: whisper.edited_at.is_some(),
        deleted: whisper.deleted_at.is_some(),
    }
}

pub(crate) fn message(message: &MessageView, agent_id: Uuid) -> TimelineEntry {
    TimelineEntry {
        entry_id: message.id.to_string(),
        chat_id: message.chat_id.to_string(),
        position: message.position,
        whisper: false,
        author: author(&message.sender, agent_id),
        author_name: message.sender.name.clone(),
        text: message.text.clone(),
        notice: message.notice.as_ref().map(|notice| notice.code.to_string()),
        client_id: message.client_id.map(|id| id.to_string()),
        sent_at_ms: ms(message.sent_at),
        edited: message.edited_at.is_some(),
        deleted: message.deleted_at.is_some(),
    }
}

pub(crate) fn conversation(conversation: &DirectConversationView, state: &State) -> DirectConversation {
    conversation_of(conversation, state.direct_unread_count(conversation.id))
}

pub(crate) fn conversation_of(conversation: &DirectConversationView, unread_count: u32) -> DirectConversation {
    DirectConversation {
        conversation_id: conversation.id.to_string(),
        title: conversation.title.clone(),
        members: conversation.members.iter().map(|member| member.name.clone()).collect(),
        unread_count,
        last_position: conversation.last_position,
    }
}

pub(crate) fn direct_message(message: &DirectMessageView, agent_id: Uuid) -> DirectMessage {
    DirectMessage {
        message_id: message.id.to_string(),
        conversation_id: message.conversation_id.to_string(),
        position: message.position,
        mine: message.sender_id == agent_id,
        author_name: message.sender_name.clone(),
        text: message.text.clone(),
        sent_at_ms: ms(message.sent_at),
    }
}

impl From<Availability> for AgentAvailability {
    fn from(availability: Availability) -> Self {
        match availability {
            Availability::Ready => Self::Ready,
            Availability::Busy => Self::Busy,
            Availability::NotReady => Self::NotReady,
            Availability::Offline => Self::Offline,
        }
    }
}

impl From<AgentAvailability> for Availability {
    fn from(availability: AgentAvailability) -> Self {
        match availability {
            AgentAvailability::Ready => Self::Ready,
            AgentAvailability::Busy => Self::Busy,
            AgentAvailability::NotReady => Self::NotReady,
            AgentAvailability::Offline => Self::Offline,
        }
    }
}

impl From<DevicePlatform> for Platform {
    fn from(platform: DevicePlatform) -> Self {
        match platform {
            DevicePlatform::Ios => Self::Ios,
            DevicePlatform::Android => Self::Android,
            DevicePlatform::Web => Self::Web,
        }
    }
}
