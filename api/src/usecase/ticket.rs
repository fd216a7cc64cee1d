//! Tickets: lasting matters, opened for somebody who is known, new or nobody in particular.

mod anonymous;
mod check;
mod find;
mod link_chat;
mod list;
mod open;
mod set_contact;
mod show;
mod stamp;
mod update;
mod view;
mod whose;

pub(crate) use anonymous::anonymous_contact;
pub(crate) use find::find;
pub use link_chat::link_chat;
pub use list::{TicketParams, list};
pub use open::open;
pub use set_contact::set_contact;
pub use show::show;
pub(crate) use stamp::stamp;
pub use update::update;
pub(crate) use view::{view_of, views_of};
