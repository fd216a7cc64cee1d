//! Visitors: registering, entering a queue, and their own chats.

mod answers;
mod asked;
mod entrance;
mod entry;
mod identify;
mod leave_own_chat;
mod list_entries;
mod list_own_chats;
mod mark_own_read;
mod mark_own_received;
mod own_view;
mod person;
mod rate_own_chat;
mod register;
mod show_entry;
mod show_look;
mod show_own_chat;
mod start_chat;

pub(crate) use answers::{Told, is_phone};
pub(crate) use entrance::{ByWhatsapp, Start};
pub use identify::identify;
pub use leave_own_chat::leave_own_chat;
pub use list_entries::list_entries;
pub use list_own_chats::list_own_chats;
pub use mark_own_read::mark_own_read;
pub(crate) use mark_own_read::move_read_mark;
pub use mark_own_received::mark_own_received;
pub(crate) use mark_own_received::move_received_mark;
pub use person::{Claims, checked_claims, person_of};
pub use rate_own_chat::rate_own_chat;
pub use register::register;
pub use show_entry::show_entry;
pub use show_look::show_look;
pub use show_own_chat::show_own_chat;
pub(crate) use start_chat::start;
pub use start_chat::{start_chat, start_chat_through};

use register::token_of;
