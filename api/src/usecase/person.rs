//! A person's own: exported, erased, and forgotten after the time that a queue or the organization keeps it.

mod beside;
mod contact;
mod erase;
mod erase_chat;
mod expire;
mod export;
mod find;
mod step;
mod ticket;

pub use erase::erase;
pub use erase_chat::erase_chat;
pub use expire::expire;
pub use export::export;

/// The kind of the job that erases a chat's content.
pub const ERASE_JOB: &str = "chat.erase";
