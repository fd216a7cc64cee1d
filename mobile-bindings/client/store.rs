//! What is kept on the device between two starts: the model's rows, where in the log they stand, what is still to be sent, and
//! drafts. One contract, two stores: SQLite in the apps, memory in tests. No secrets: those are in secure storage.

mod closed;
#[cfg(test)]
mod contract;
mod memory;
mod sqlite;

use std::{path::PathBuf, sync::Arc};

use uuid::Uuid;

use crate::client::ClientError;

pub use memory::MemoryStore;
pub use sqlite::SqliteStore;

/// What a row is of; the number is kept, so it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Another agent, or this one.
    Agent = 1,
    /// A queue.
    Queue = 2,
    /// A chat.
    Chat = 3,
    /// How far a chat's timeline was fetched.
    Thread = 4,
    /// A note on a chat.
    Note = 5,
    /// An open offer.
    Offer = 6,
    /// A direct conversation.
    Conversation = 7,
    /// How far its messages were fetched.
    DirectThread = 8,
    /// Something that is to be sent.
    Outgoing = 9,
    /// A text that was begun.
    Draft = 10,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Agent,
        Self::Queue,
        Self::Chat,
        Self::Thread,
        Self::Note,
        Self::Offer,
        Self::Conversation,
        Self::DirectThread,
        Self::Outgoing,
        Self::Draft,
    ];

    fn of(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// Whether it was made on this device, so that the server cannot give it again.
    #[must_use]
    pub fn is_own(self) -> bool {
        matches!(self, Self::Outgoing | Self::Draft)
    }
}

/// An entry of a timeline: a message or whisper of a chat, a direct message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The chat or direct conversation.
    pub thread: Uuid,
    /// Its place there.
    pub position: u64,
    /// What it is searched by: small letters without accents.
    pub folded: String,
    /// The view as JSON.
    pub body: String,
}

/// One step of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Keeps a row, in the place of one with the same kind and id.
    Put {
        /// What it is of.
        kind: Kind,
        /// Its id.
        id: Uuid,
        /// The JSON.
        body: String,
    },
    /// Removes a row; one that is not there is no error.
    Remove {
        /// What it is of.
        kind: Kind,
        /// Its id.
        id: Uuid,
    },
    /// Keeps an entry, in the place of one with the same position.
    PutEntry(Entry),
    /// Removes all entries of a timeline.
    ClearThread(Uuid),
    /// Keeps a word about the whole.
    Note {
        /// Its name.
        name: &'static str,
        /// The value; none removes it.
        value: Option<String>,
    },
    /// Removes everything that the server can give again.
    Clear,
}

/// Steps that are kept together or not at all.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// In this order.
    pub steps: Vec<Step>,
    /// Whether it must survive the device losing its power at once: what a person has just written.
    pub durable: bool,
}

/// Everything kept, as it is read at the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Rows by kind and id.
    pub rows: Vec<(Kind, Uuid, String)>,
    /// The newest entries of each timeline.
    pub entries: Vec<Entry>,
    /// Words about the whole.
    pub notes: Vec<(String, String)>,
}

impl Kept {
    /// A word about the whole.
    #[must_use]
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.iter().find(|(kept, _)| kept == name).map(|(_, value)| value.as_str())
    }
}

/// A store of one account. Calls block for a moment; none of them waits for the network.
pub trait Store: Send + Sync {
    /// Reads everything, of each timeline the newest `newest` entries.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn load(&self, newest: usize) -> Result<Kept, ClientError>;

    /// Keeps all steps or none.
    ///
    /// # Errors
    /// [`ClientError::Store`] as when the device is full or the store is paused; nothing was kept then.
    fn commit(&self, batch: &Batch) -> Result<(), ClientError>;

    /// Up to `most` entries before a position, oldest first.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn entries_before(&self, thread: Uuid, position: u64, most: usize) -> Result<Vec<Entry>, ClientError>;

    /// Up to `most` entries that hold all words (folded), newest position first, of one timeline or of all.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn search(&self, thread: Option<Uuid>, words: &[String], most: usize) -> Result<Vec<Entry>, ClientError>;

    /// What everything takes, in bytes.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn size_bytes(&self) -> Result<u64, ClientError>;

    /// Makes a store that takes more than `most_bytes` smaller: removes the oldest entries of each timeline beyond its newest
    /// `newest`, then whole closed chats, the longest closed first, until it is small enough or nothing is left to remove. What is
    /// still to be sent is never removed, nor a chat in which something is, or in which a text was begun.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn evict(&self, most_bytes: u64, newest: usize) -> Result<(), ClientError>;

    /// Keeps a file that is to be sent.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn put_file(&self, id: Uuid, bytes: &[u8]) -> Result<(), ClientError>;

    /// Reads it back; nothing when there is none.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn file(&self, id: Uuid) -> Result<Option<Vec<u8>>, ClientError>;

    /// Removes it; one that is not there is no error.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn remove_file(&self, id: Uuid) -> Result<(), ClientError>;

    /// Lets go of every lock, as a system wants it before it suspends an app; changes fail until it is resumed.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn pause(&self) -> Result<(), ClientError>;

    /// Takes it up again.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn resume(&self) -> Result<(), ClientError>;

    /// Removes everything for good.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    fn wipe(&self) -> Result<(), ClientError>;
}

/// The store of an agent: below the app's folder, or in memory without one.
pub(crate) fn open(folder: Option<&PathBuf>, agent_id: Uuid) -> Result<Arc<dyn Store>, ClientError> {
    Ok(match folder {
        Some(folder) => Arc::new(SqliteStore::open(&folder.join(agent_id.to_string()))?),
        None => Arc::new(MemoryStore::default()),
    })
}
