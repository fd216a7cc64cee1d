//! What visitors read and send. These types cannot name a whisper or a note.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    attachment::AttachmentView,
    chat::ChatState,
    hours::ClosedReason,
    message::{Notice, SenderKind},
    organization::Locale,
    queue::{PreChatField, WidgetPosition},
    rating::RatingView,
    word::words,
};

/// What a page needs to know before a chat starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryView {
    /// The organization's name.
    pub organization: String,
    /// The queue's name.
    pub queue: String,
    /// Whether the queue takes chats now.
    pub open: bool,
    /// Why not.
    #[serde(default)]
    pub closed_reason: Option<ClosedReason>,
    /// When it opens next; null while it is open, and when nothing says when.
    #[serde(default)]
    pub opens_at: Option<Timestamp>,
    /// What to read while no chat can start: the organization's own words for the reason.
    #[serde(default)]
    pub closed_notice: Option<String>,
    /// Whether anybody is there: a ready agent of the queue who can be told.
    #[serde(default)]
    pub attended: bool,
    /// Whether an offline message can be left; to be offered while the queue is closed or nobody is there.
    #[serde(default)]
    pub contact_form: bool,
    /// What to read when entering.
    pub entry_notice: Option<String>,
    /// What to agree to before a chat starts.
    #[serde(default)]
    pub consent_text: Option<String>,
    /// Fields asked before a chat starts.
    pub pre_chat_fields: Vec<PreChatField>,
    /// Subjects to pick from; empty = none is asked.
    pub subjects: Vec<EntrySubjectView>,
    /// Largest attachment, in bytes.
    pub attachment_limit_bytes: u64,
    /// Language to start with.
    pub locale: Locale,
    /// The name to show at the top.
    pub title: String,
    /// The colour of the head and of buttons, as `#0b5cad`; null = Pronto's.
    pub color: Option<String>,
    /// Where the widget's button stands.
    pub position: WidgetPosition,
    /// Whether visitors are asked for a rating when a chat is over.
    #[serde(default)]
    pub rating_enabled: bool,
    /// Whether visitors may have the transcript of their own chats as PDF.
    #[serde(default)]
    pub transcript_pdf: bool,
    /// Whether they may have it mailed, to the address typed in the chat.
    #[serde(default)]
    pub transcript_mail: bool,
    /// For how long after sending a message may be edited or deleted, in seconds.
    #[serde(default)]
    pub edit_window_seconds: u32,
}

/// The queues of an organization among which a visitor picks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryListView {
    /// The organization's name.
    pub organization: String,
    /// Language to start with.
    pub locale: Locale,
    /// Its listed queues, by name, at most 50.
    pub queues: Vec<EntryQueueView>,
}

/// A queue to pick.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryQueueView {
    /// The word in addresses, by which its entry is read.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it takes chats now.
    pub open: bool,
    /// When it opens next; null while it is open, and when nothing says when.
    #[serde(default)]
    pub opens_at: Option<Timestamp>,
    /// Whether anybody is there.
    pub attended: bool,
}

/// A subject to pick.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntrySubjectView {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// Registers a browser or app installation as a visitor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterVisitorRequest {
    /// The organization's slug.
    pub organization: String,
    /// The visitor's language.
    #[serde(default)]
    pub locale: Option<Locale>,
}

/// A registered visitor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorTokenView {
    /// The visitor.
    pub visitor_id: Uuid,
    /// Sent as `Authorization: Bearer …`; opens this visitor's own chats and nothing else.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

words! {
    /// Where a visitor says to come from.
    pub enum VisitorChannel {
        /// The web widget or the hosted page.
        Widget = "widget",
        /// The organization's own mobile app.
        Mobile = "mobile",
    }
}

/// Starts a chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartChatRequest {
    /// UUIDv7 made by the sender: the same start again gives the first chat.
    pub client_id: Uuid,
    /// The queue's slug.
    pub queue: String,
    /// The subject picked.
    #[serde(default)]
    pub subject_id: Option<Uuid>,
    /// Answers to the pre-chat fields, by key.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// A first message.
    #[serde(default)]
    pub text: Option<String>,
    /// Whether the visitor agreed to the consent text.
    #[serde(default)]
    pub consent: bool,
    /// Where the visitor comes from; the widget when left out.
    #[serde(default)]
    pub channel: Option<VisitorChannel>,
}

/// A chat as its visitor reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorChatView {
    /// Its id.
    pub id: Uuid,
    /// Its number, to be quoted on the phone.
    pub number: u64,
    /// Where it stands.
    pub state: ChatState,
    /// The subject picked.
    pub subject: Option<String>,
    /// When it started.
    pub started_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether the visitor ended it.
    pub left_by_visitor: bool,
    /// Names of the agents who are in it.
    pub agents: Vec<String>,
    /// Up to which message number the visitor has read.
    #[serde(default)]
    pub visitor_read_number: u64,
    /// Up to which message number the visitor's app has received; never below what was read.
    #[serde(default)]
    pub visitor_received_number: u64,
    /// Up to which message number any agent has read.
    #[serde(default)]
    pub agents_read_number: u64,
    /// Up to which message number any agent's app has received; never below what was read.
    #[serde(default)]
    pub agents_received_number: u64,
    /// What the visitor said of it when it was over.
    #[serde(default)]
    pub rating: Option<RatingView>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// A chat of the visitor's own, with where it stands in line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnChatView {
    /// The chat.
    #[serde(flatten)]
    pub chat: VisitorChatView,
    /// While it waits: its place. Events do not hold it; the socket tells each change (`place`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitingPlaceView>,
}

/// Where a waiting chat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingPlaceView {
    /// 1 for who comes next.
    pub place: u32,
    /// How long it may take, in seconds; null when too little is known. The median, over the last 20 chats taken from the
    /// queue within a day, of wait by place, times this place.
    pub estimated_wait_seconds: Option<u32>,
}

/// A message as visitors read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorMessageView {
    /// Its id.
    pub id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// 1 for the chat's first message, without gaps.
    pub number: u64,
    /// Who sent it.
    pub sender: VisitorSenderView,
    /// The text; empty when it was deleted or holds attachments only.
    pub text: String,
    /// Attachments.
    pub attachments: Vec<AttachmentView>,
    /// The message it quotes.
    pub quoted_id: Option<Uuid>,
    /// For system messages: what happened.
    pub notice: Option<Notice>,
    /// The sender's own id for it, to recognise it after a lost answer.
    pub client_id: Option<Uuid>,
    /// When the server took it.
    pub sent_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// Who sent a message, as visitors see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorSenderView {
    /// Visitor, agent or system.
    pub kind: SenderKind,
    /// The name.
    pub name: String,
}
