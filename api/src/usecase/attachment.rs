//! Attachments: uploaded to a chat, sent with a message, opened by short-lived links.

mod discard;
mod discard_unnamed;
mod fetch;
mod link;
mod receive;
mod upload;

pub(crate) use discard::discard;
pub use discard_unnamed::discard_unnamed;
pub use fetch::{FetchedFile, fetch};
pub(super) use link::LINK_KEY;
pub use link::link;
pub(super) use receive::receive;
pub use upload::upload;
pub(super) use upload::{idle, keep_file, limit_bytes, refuse, unstored};
