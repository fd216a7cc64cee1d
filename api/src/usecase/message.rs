//! Messages: what visitor, agent or system says in a chat.

mod delete;
mod edit;
mod list_own;
mod own;
mod send;

pub use delete::delete;
pub(crate) use delete::take_back;
pub(crate) use edit::change_text;
pub use edit::edit;
pub use list_own::list_own;
pub(crate) use own::Owner;
pub use send::{Author, send};
