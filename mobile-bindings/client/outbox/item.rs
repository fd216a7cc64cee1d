//! One thing to be sent.

use pronto_protocol::{direct::SendDirectMessageRequest, message::SendMessageRequest, whisper::SendWhisperRequest};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{ClientError, new_client_id};

/// What is sent, and where to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// A message in a chat.
    Message {
        /// The chat.
        chat_id: Uuid,
        /// The text.
        text: String,
        /// Attachments uploaded before.
        attachment_ids: Vec<Uuid>,
        /// The message it quotes.
        quoted_id: Option<Uuid>,
    },
    /// A whisper in a chat.
    Whisper {
        /// The chat.
        chat_id: Uuid,
        /// The text.
        text: String,
    },
    /// A message in a direct conversation.
    Direct {
        /// The conversation.
        conversation_id: Uuid,
        /// The text.
        text: String,
    },
}

/// A file that goes with a message; its bytes wait in the store under the item's `client_id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileToSend {
    /// Its name.
    pub name: String,
    /// What the app takes it for; the server looks for itself.
    pub content_type: String,
    /// Its size.
    pub size_bytes: u64,
    /// Once it is uploaded.
    pub attachment_id: Option<Uuid>,
}

/// Where an item stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ItemState {
    /// Waits for its turn, or for the network.
    #[default]
    Queued,
    /// Is being sent.
    Sending,
    /// The server has it.
    Sent,
    /// The server refused it; what comes after it in the same chat waits until it is tried again or cancelled.
    Failed {
        /// Why.
        error: ClientError,
    },
}

/// How an item is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// As a frame of the socket, others right behind it.
    Frame,
    /// As a call of its own.
    Call,
}

/// One thing to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Made once: the server takes all tries as one.
    pub client_id: Uuid,
    /// What is sent.
    pub content: Content,
    /// The file that goes with it.
    #[serde(default)]
    pub file: Option<FileToSend>,
    /// Where it stands.
    #[serde(default)]
    pub state: ItemState,
    /// Its place in the order in which everything was put in.
    pub place: u64,
    /// When it was put in, by this device's clock, in milliseconds since 1970.
    pub put_at_ms: u64,
    /// Times it was tried since the start.
    #[serde(skip)]
    pub tries: u32,
    /// How it is on its way.
    #[serde(skip)]
    pub via: Option<Via>,
}

impl Content {
    /// A message that is text alone.
    #[must_use]
    pub fn text(chat_id: Uuid, text: impl Into<String>) -> Self {
        Self::Message { chat_id, text: text.into(), attachment_ids: Vec::new(), quoted_id: None }
    }

    /// What keeps its order: one chat or one direct conversation.
    #[must_use]
    pub fn lane(&self) -> Uuid {
        match self {
            Self::Message { chat_id, .. } | Self::Whisper { chat_id, .. } => *chat_id,
            Self::Direct { conversation_id, .. } => *conversation_id,
        }
    }

    /// What it says.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Message { text, .. } | Self::Whisper { text, .. } | Self::Direct { text, .. } => text,
        }
    }
}

/// A request in the API's words.
pub(super) enum Request {
    Message(SendMessageRequest),
    Whisper(SendWhisperRequest),
    Direct(SendDirectMessageRequest),
}

impl Item {
    /// Something new to be sent.
    #[must_use]
    pub fn new(content: Content) -> Self {
        Self {
            client_id: new_client_id(),
            content,
            file: None,
            state: ItemState::Queued,
            place: 0,
            put_at_ms: crate::client::now_ms(),
            tries: 0,
            via: None,
        }
    }

    /// Whether it can go as a frame: the socket takes messages, and files have to be there first.
    pub(crate) fn fits_frame(&self) -> bool {
        matches!(self.content, Content::Message { .. }) && !self.waits_for_upload()
    }

    pub(crate) fn waits_for_upload(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.attachment_id.is_none())
    }

    /// The message's request; every try makes the same.
    pub(crate) fn message(&self) -> Option<(Uuid, SendMessageRequest)> {
        let Content::Message { chat_id, text, attachment_ids, quoted_id } = &self.content else { return None };
        let uploaded = self.file.as_ref().and_then(|file| file.attachment_id);
        let attachment_ids = attachment_ids.iter().copied().chain(uploaded).collect();
        let request =
            SendMessageRequest { client_id: self.client_id, text: text.clone(), attachment_ids, quoted_id: *quoted_id };
        Some((*chat_id, request))
    }

    /// The request; every try makes the same.
    pub(super) fn request(&self) -> (String, Request) {
        let client_id = self.client_id;
        match (&self.content, self.message()) {
            (_, Some((chat_id, request))) => (format!("v1/chats/{chat_id}/messages"), Request::Message(request)),
            (Content::Whisper { chat_id, text } | Content::Message { chat_id, text, .. }, None) => (
                format!("v1/chats/{chat_id}/whispers"),
                Request::Whisper(SendWhisperRequest { client_id, text: text.clone() }),
            ),
            (Content::Direct { conversation_id, text }, None) => (
                format!("v1/direct_conversations/{conversation_id}/messages"),
                Request::Direct(SendDirectMessageRequest { client_id, text: text.clone() }),
            ),
        }
    }
}
