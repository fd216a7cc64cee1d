//! The search index: which text each thing is found by, the rows and their index on each database, and what the log holds
//! beyond them.
//!
//! A document's number has its organization's scope in the upper bits and, below, the `seq` of the event that brought it into the
//! log. So each organization is one range of numbers, the newest are the highest, and a document has its place in the order
//! before it is indexed: a cursor stays good while the index moves on.

mod document;
mod fts5;
mod gin;
mod index;
mod known;
mod question;
mod snippet;
mod source;
mod tail;
mod write;

pub use document::{Entry, KINDS, entry_of, is_told_whole};
pub use index::{Hit, NAME, Standing, Wanted, page, standing};
pub use question::Question;
pub use snippet::{Snippet, snippet};
pub use source::{ChatSource, Source, chats_of, load, rows_after, text_of_chat, text_of_message};
pub use tail::tail;
pub use write::{Prepared, forget, prepare, scope_of, write};

/// Bits of a number that hold the `seq`; the scope stands above them.
const SEQ_BITS: u32 = 40;

/// The number of a document.
#[must_use]
pub fn number_of(scope_id: i64, seq: i64) -> i64 {
    (scope_id << SEQ_BITS) | seq
}

/// The `seq` in a number.
#[must_use]
pub fn seq_of(number: i64) -> i64 {
    number & ((1 << SEQ_BITS) - 1)
}
