//! Custom fields: what the service form asks agents for.

mod add;
mod check;
mod list;
mod own;
mod remove;
mod update;

pub use add::add;
pub use list::list;
pub use remove::remove;
pub use update::update;
