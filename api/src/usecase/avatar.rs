//! Agents' pictures: uploaded by themselves, opened by short-lived links.

mod fetch;
mod link;
mod list_for_visitor;
mod remove;
mod upload;

pub use fetch::fetch;
pub use link::link;
pub use list_for_visitor::list_for_visitor;
pub use remove::remove;
pub use upload::upload;
