//! Mentions: agents named in whispers, told even when they are not in the chat.

mod find;
mod list;
mod record;

pub(super) use find::find;
pub use list::list;
pub(super) use record::record;
