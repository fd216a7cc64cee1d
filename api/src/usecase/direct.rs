//! Direct conversations: agents among themselves.

mod delete;
mod edit;
mod list;
mod list_messages;
mod mark_read;
mod open;
mod own;
mod send;
mod show;
mod unread;
mod view;

pub use delete::delete;
pub use edit::edit;
pub use list::list;
pub use list_messages::list_messages;
pub use mark_read::mark_read;
pub use open::open;
pub use send::send;
pub use show::show;
pub use view::{view, views};
