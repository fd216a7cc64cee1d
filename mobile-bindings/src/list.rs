//! Lists that tell how they change: first everything, then differences, in order and in batches.

use crate::{
    client::{
        Item, ItemState,
        lists::{self, ChatRow, DirectRow, DirectTimelineRow, TimelineRow},
    },
    error::ProntoError,
    event::SendStatus,
    model::{Chat, DirectConversation, DirectMessage, Offer, TimelineEntry, view},
};
use uuid::Uuid;

/// Which chats a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Inbox {
    /// Waiting chats of own queues: the most urgent first, then who waits longest.
    Waiting,
    /// Own chats: the latest entry first.
    Mine,
    /// Chats of others: the latest started first.
    Others,
}

impl From<Inbox> for lists::Inbox {
    fn from(inbox: Inbox) -> Self {
        match inbox {
            Inbox::Waiting => Self::Waiting,
            Inbox::Mine => Self::Mine,
            Inbox::Others => Self::Others,
        }
    }
}

/// A chat in a watched list.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ChatItem {
    /// The chat.
    pub chat: Chat,
    /// Its last message or whisper, where the timeline is here.
    pub last_entry: Option<TimelineEntry>,
    /// One's own open offer of it.
    pub offer: Option<Offer>,
    /// A text that was begun.
    pub draft: Option<String>,
    /// Whether something sent there was refused.
    pub has_failed: bool,
}

/// A direct conversation in a watched list.
#[derive(Clone, Debug, uniffi::Record)]
pub struct DirectItem {
    /// The conversation.
    pub conversation: DirectConversation,
    /// Its last message, where the messages are here.
    pub last_message: Option<DirectMessage>,
    /// A text that was begun.
    pub draft: Option<String>,
    /// Whether something sent there was refused.
    pub has_failed: bool,
}

/// Something that is still to be sent.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Outgoing {
    /// Its id; the entry that comes of it names it too.
    pub client_id: String,
    /// The text.
    pub text: String,
    /// Whether it is a whisper.
    pub whisper: bool,
    /// The name of the file that goes with it.
    pub file_name: Option<String>,
    /// Where it stands.
    pub status: SendStatus,
    /// When it was written, by this device's clock, in milliseconds since 1970.
    pub written_at_ms: u64,
}

/// A row of a chat's timeline.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum TimelineItem {
    /// A message or whisper.
    Entry {
        /// It.
        entry: TimelineEntry,
    },
    /// Something that is still to be sent; it keeps its row when it is.
    ToSend {
        /// It.
        outgoing: Outgoing,
    },
}

/// A row of a direct conversation.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum DirectTimelineItem {
    /// A message.
    Sent {
        /// It.
        direct_message: DirectMessage,
    },
    /// Something that is still to be sent; it keeps its row when it is.
    ToSend {
        /// It.
        outgoing: Outgoing,
    },
}

macro_rules! diffs {
    ($(#[$doc:meta])* $diff:ident of $item:ident, $(#[$heard:meta])* $listener:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, uniffi::Enum)]
        pub enum $diff {
            /// Everything, in order.
            Reset {
                /// The rows.
                items: Vec<$item>,
            },
            /// A new row stands at `index`; what was there moves on.
            Insert {
                /// Where.
                index: u32,
                /// What.
                item: $item,
            },
            /// The row at `index` is now this.
            Update {
                /// Where.
                index: u32,
                /// What.
                item: $item,
            },
            /// The row at `index` is gone.
            Remove {
                /// Where.
                index: u32,
            },
        }

        impl $diff {
            pub(crate) fn of<T>(diff: lists::Diff<T>, item: impl Fn(T) -> $item) -> Self {
                match diff {
                    lists::Diff::Reset { items } => Self::Reset { items: items.into_iter().map(item).collect() },
                    lists::Diff::Insert { index, item: new } => Self::Insert { index: number(index), item: item(new) },
                    lists::Diff::Update { index, item: new } => Self::Update { index: number(index), item: item(new) },
                    lists::Diff::Remove { index } => Self::Remove { index: number(index) },
                }
            }
        }

        $(#[$heard])*
        #[uniffi::export(foreign)]
        pub trait $listener: Send + Sync {
            /// What changed since the last call: to be done to the rows one after the other.
            fn on_diffs(&self, diffs: Vec<$diff>) -> Result<(), ProntoError>;
        }
    };
}

diffs! {
    /// One step of a list of chats.
    ChatDiff of ChatItem,
    /// Hears how a list of chats changes; never on the app's main thread.
    ChatListener
}
diffs! {
    /// One step of the list of direct conversations.
    DirectDiff of DirectItem,
    /// Hears how the list of direct conversations changes; never on the app's main thread.
    DirectListener
}
diffs! {
    /// One step of a chat's timeline.
    TimelineDiff of TimelineItem,
    /// Hears how a chat's timeline changes; never on the app's main thread.
    TimelineListener
}
diffs! {
    /// One step of a direct conversation's messages.
    DirectTimelineDiff of DirectTimelineItem,
    /// Hears how a direct conversation's messages change; never on the app's main thread.
    DirectTimelineListener
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

pub(crate) fn chat(row: ChatRow, agent_id: Uuid) -> ChatItem {
    ChatItem {
        chat: view::chat_of(&row.chat, agent_id, row.unread_count),
        last_entry: row.last_entry.as_ref().map(|entry| view::entry(entry, agent_id)),
        offer: row.offer.as_ref().map(view::offer),
        draft: row.draft,
        has_failed: row.has_failed,
    }
}

pub(crate) fn direct(row: DirectRow, agent_id: Uuid) -> DirectItem {
    DirectItem {
        conversation: view::conversation_of(&row.conversation, row.unread_count),
        last_message: row.last_message.as_ref().map(|message| view::direct_message(message, agent_id)),
        draft: row.draft,
        has_failed: row.has_failed,
    }
}

pub(crate) fn timeline(row: TimelineRow, agent_id: Uuid) -> TimelineItem {
    match row {
        TimelineRow::Entry(entry) => TimelineItem::Entry { entry: view::entry(&entry, agent_id) },
        TimelineRow::Outgoing(item) => TimelineItem::ToSend { outgoing: outgoing(&item) },
    }
}

pub(crate) fn direct_timeline(row: DirectTimelineRow, agent_id: Uuid) -> DirectTimelineItem {
    match row {
        DirectTimelineRow::Message(message) => {
            DirectTimelineItem::Sent { direct_message: view::direct_message(&message, agent_id) }
        }
        DirectTimelineRow::Outgoing(item) => DirectTimelineItem::ToSend { outgoing: outgoing(&item) },
    }
}

fn outgoing(item: &Item) -> Outgoing {
    Outgoing {
        client_id: item.client_id.to_string(),
        text: item.content.words().to_owned(),
        whisper: matches!(item.content, crate::client::Content::Whisper { .. }),
        file_name: item.file.as_ref().map(|file| file.name.clone()),
        status: send_status(&item.state),
        written_at_ms: item.put_at_ms,
    }
}

pub(crate) fn send_status(state: &ItemState) -> SendStatus {
    match state {
        ItemState::Queued => SendStatus::Queued,
        ItemState::Sending => SendStatus::Sending,
        ItemState::Sent => SendStatus::Sent,
        ItemState::Failed { error } => SendStatus::Failed { reason: error.to_string() },
    }
}
