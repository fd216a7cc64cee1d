//! A person's own: what is kept of one, and that it is kept no more.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    attachment::AttachmentView,
    chat::ChatView,
    contact::{ContactNoteView, ContactView},
    note::NoteView,
    ticket::{TicketCommentView, TicketView},
    whisper::TimelineEntryView,
};

/// Who it is; exactly one is given. In the body, so that it stands in no log of addresses.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PersonSelector {
    /// A visitor.
    pub visitor_id: Option<Uuid>,
    /// A contact.
    pub contact_id: Option<Uuid>,
    /// The id in the organization's own system.
    pub sub: Option<String>,
    /// An e-mail address: vouched for, a contact's, or given before a chat or in a contact form.
    pub email: Option<String>,
    /// A phone number: vouched for, a contact's, or given before a chat or in a contact form.
    pub phone: Option<String>,
}

/// Everything that is kept of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonExportView {
    /// The browsers and apps it came from, and who vouched for it.
    pub visitors: Vec<ExportedVisitorView>,
    /// The contacts that stand for it.
    #[serde(default)]
    pub contacts: Vec<ExportedContactView>,
    /// Its chats, oldest first.
    pub chats: Vec<ExportedChatView>,
}

/// A visitor in an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedVisitorView {
    /// Its id.
    pub id: Uuid,
    /// Address at registration.
    pub ip: String,
    /// When it was first seen.
    pub created_at: Timestamp,
    /// The id in the organization's own system, if that vouched for it.
    pub sub: Option<String>,
    /// The name it told.
    pub name: Option<String>,
    /// The e-mail address it told.
    pub email: Option<String>,
    /// The phone number it told.
    pub phone: Option<String>,
}

/// A contact in an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedContactView {
    /// The contact, with its identities.
    pub contact: ContactView,
    /// Notes about it.
    pub notes: Vec<ContactNoteView>,
    /// Its tickets.
    pub tickets: Vec<ExportedTicketView>,
}

/// A ticket in an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedTicketView {
    /// The ticket.
    pub ticket: TicketView,
    /// What agents said of it.
    pub comments: Vec<TicketCommentView>,
}

/// A chat in an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedChatView {
    /// The chat, with the answers given before it.
    pub chat: ChatView,
    /// When the visitor agreed to the consent text.
    pub consented_at: Option<Timestamp>,
    /// Messages and whispers.
    pub timeline: Vec<TimelineEntryView>,
    /// Notes.
    pub notes: Vec<NoteView>,
    /// Files, with addresses that are good for five minutes.
    pub files: Vec<ExportedFileView>,
}

/// A file in an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedFileView {
    /// What it is.
    pub attachment: AttachmentView,
    /// Where to fetch it.
    pub url: String,
}

/// What an erasure erases. It goes on by itself, whatever stops the server meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasureView {
    /// Visitors that were made nameless.
    pub visitors: u64,
    /// Contacts that were removed.
    #[serde(default)]
    pub contacts: u64,
    /// Tickets that were emptied.
    #[serde(default)]
    pub tickets: u64,
    /// Chats whose content is being erased.
    pub chats: u64,
}
