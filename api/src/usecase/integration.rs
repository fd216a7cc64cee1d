//! The API channel: what a program does for a person.

mod send_visitor_message;
mod start_visitor_chat;

pub use send_visitor_message::send_visitor_message;
pub use start_visitor_chat::start_visitor_chat;
