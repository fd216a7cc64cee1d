//! Journeys: all that was had with a person, from several sources, a file each. Another source is another file of
//! `journey/` and a line in `list`.

mod chats;
mod list;
mod notes;
mod tickets;

pub(crate) use chats::{of_contact, of_stranger};
pub use list::list;
