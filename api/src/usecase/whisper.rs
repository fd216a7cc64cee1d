//! Whispers: what agents say to each other inside a chat.

mod delete;
mod edit;
mod own;
mod send;

pub use delete::delete;
pub use edit::edit;
pub use send::send;
