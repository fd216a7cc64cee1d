//! Queues: where chats wait, and who is a member.

mod add;
mod attended;
mod counts;
mod hours;
mod kept;
mod list;
mod list_members;
mod look;
mod opening;
mod own;
mod remove_member;
mod set_member;
mod settings;
mod show;
mod state;
mod update;
mod view;

pub use add::add;
pub use attended::attended;
pub use counts::counts;
pub(crate) use kept::{Kept, kept};
pub use list::list;
pub use list_members::list_members;
pub use opening::{Opening, opening};
pub use own::find;
pub use remove_member::remove_member;
pub use set_member::set_member;
pub use show::show;
pub use state::{notice, refusal, state};
pub use update::update;
pub use view::{view, views};
