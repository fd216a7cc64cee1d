//! Status labels: the organization's own words for the states of chats.

mod add;
mod list;
mod own;
mod remove;
mod seed;
mod update;

pub use add::add;
pub use list::list;
pub use remove::remove;
pub(super) use seed::seed;
pub use update::update;
