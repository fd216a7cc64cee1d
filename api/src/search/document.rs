//! Which events bring what into the index, or out of it. A new kind of thing that can be found is an arm here and one in
//! `source.rs`.

use pronto_protocol::{chat::ChatView, event::Change, message::MessageView, search::SearchKind};
use uuid::Uuid;

use super::source::{text_of_chat, text_of_message};

/// The types of the events that [`entry_of`] knows.
pub const KINDS: [&str; 11] = [
    "chat.started",
    "chat.updated",
    "message.sent",
    "message.edited",
    "message.deleted",
    "whisper.sent",
    "whisper.edited",
    "whisper.deleted",
    "note.added",
    "note.edited",
    "note.deleted",
];

/// Whether every event that changes such a row is among [`KINDS`]: then the row's `seq` tells whether the log has still to bring it.
#[must_use]
pub fn is_told_whole(kind: SearchKind) -> bool {
    // A chat also changes when somebody joins it, and when it ends.
    kind != SearchKind::Chat
}

/// What one event says of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: SearchKind,
    /// Its id in its own table.
    pub id: Uuid,
    /// The chat it belongs to: who may see that chat finds it. Nothing: every agent of the organization does.
    pub chat_id: Option<Uuid>,
    /// The event.
    pub seq: i64,
    /// Whether the event brought it into being, and so gives it its place in the order.
    pub fresh: bool,
    /// The text it is found by from now on; nothing when it leaves the index.
    pub text: Option<String>,
}

/// What an event says, if it concerns the index.
#[must_use]
pub fn entry_of(seq: i64, change: &Change) -> Option<Entry> {
    let entry = |kind, id, chat_id, fresh, text| Some(Entry { kind, id, chat_id: Some(chat_id), seq, fresh, text });
    let message = |message: &MessageView, fresh| {
        let names = message.attachments.iter().map(|attachment| attachment.name.as_str());
        let text = text_of_message(&message.text, names);
        entry(SearchKind::Message, message.id, message.chat_id, fresh, Some(text))
    };
    let chat = |chat: &ChatView, fresh| {
        let (name, phone) = (chat.visitor_name.as_deref(), chat.visitor_phone.as_deref());
        let text = text_of_chat(chat.number, name, phone, &chat.fields);
        entry(SearchKind::Chat, chat.id, chat.id, fresh, Some(text))
    };
    match change {
        Change::ChatStarted(started) => chat(started, true),
        Change::ChatUpdated(updated) => chat(updated, false),
        Change::MessageSent(sent) => message(sent, true),
        Change::MessageEdited(edited) => message(edited, false),
        Change::MessageDeleted(gone) => entry(SearchKind::Message, gone.id, gone.chat_id, false, None),
        Change::WhisperSent(whisper) => {
            entry(SearchKind::Whisper, whisper.id, whisper.chat_id, true, Some(whisper.text.clone()))
        }
        Change::WhisperEdited(whisper) => {
            entry(SearchKind::Whisper, whisper.id, whisper.chat_id, false, Some(whisper.text.clone()))
        }
        Change::WhisperDeleted(gone) => entry(SearchKind::Whisper, gone.id, gone.chat_id, false, None),
        Change::NoteAdded(note) => entry(SearchKind::Note, note.id, note.chat_id, true, Some(note.text.clone())),
        Change::NoteEdited(note) => entry(SearchKind::Note, note.id, note.chat_id, false, Some(note.text.clone())),
        Change::NoteDeleted { chat_id, note_id } => entry(SearchKind::Note, *note_id, *chat_id, false, None),
        _ => None,
    }
}
