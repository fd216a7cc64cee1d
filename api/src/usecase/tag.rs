//! Tags: words that chats are found by.

mod add;
mod list;
mod own;
mod remove;
mod update;

pub use add::add;
pub use list::list;
pub use remove::remove;
pub use update::update;
