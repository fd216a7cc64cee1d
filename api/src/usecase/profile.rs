//! Profiles: permissions and limits that several agents share.

mod add;
mod check;
mod list;
mod remove;
mod replace;

pub use add::add;
pub use list::list;
pub use remove::remove;
pub use replace::replace;
