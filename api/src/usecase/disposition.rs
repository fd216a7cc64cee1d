//! Dispositions: the reasons that are chosen when a chat is closed.

mod add;
mod choose;
mod list;
mod own;
mod remove;
mod update;

pub use add::add;
pub(super) use choose::choose;
pub use list::list;
pub use remove::remove;
pub use update::update;
