//! Offers: a waiting chat proposed to one agent.

mod accept;
mod accept_chat;
mod decline;
mod expire_offer;
mod list;
mod list_steps;
mod own;
mod reconsider;
mod route_chat;
mod show;
mod take;
mod take_next;

pub use accept::accept;
pub use accept_chat::accept_chat;
pub use decline::decline;
pub use expire_offer::expire_offer;
pub use list::list;
pub use list_steps::list_steps;
pub use reconsider::reconsider;
pub use route_chat::route_chat;
pub use show::show;
pub(crate) use take::{Claim, take};
pub use take_next::take_next;
