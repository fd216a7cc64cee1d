//! Search: what agents find, newest first.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

/// Longest question, in characters.
pub const QUESTION_MOST_CHARS: usize = 200;
/// Most words of a question.
pub const QUESTION_MOST_WORDS: usize = 16;

words! {
    /// What kind of thing was found.
    pub enum SearchKind {
        /// A message.
        Message = "message",
        /// A whisper.
        Whisper = "whisper",
        /// A note on a chat.
        Note = "note",
        /// A chat: by its number, the visitor's name, or an answer to the pre-chat fields.
        Chat = "chat",
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchResultView {
    /// What it is.
    pub kind: SearchKind,
    /// Its id: of the message, whisper, note or chat.
    pub id: Uuid,
    /// The chat it belongs to, or is.
    pub chat_id: Option<Uuid>,
    /// That chat's number.
    pub chat_number: Option<u64>,
    /// That chat's visitor, if a name was given.
    pub visitor_name: Option<String>,
    /// Who wrote it; null for chats.
    pub author: Option<String>,
    /// For messages and whispers: the place in the chat's timeline.
    pub position: Option<u64>,
    /// When it was written, or the chat started.
    pub at: Timestamp,
    /// The part of the text around the first match, on one line; plain text.
    pub snippet: String,
    /// What matched in the snippet, in its order and apart from each other.
    pub matches: Vec<MatchRange>,
}

/// A part of a snippet, counted in UTF-16 code units, as the text types of browsers, Android and iOS do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchRange {
    /// The first unit.
    pub start: u32,
    /// The unit after the last.
    pub end: u32,
}
