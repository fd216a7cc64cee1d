//! Invitations: written beforehand by admins, sent to browsing visitors by agents.

mod add;
mod check;
mod list;
mod remove;
mod replace;

pub use add::add;
pub use list::list;
pub use remove::remove;
pub use replace::replace;
