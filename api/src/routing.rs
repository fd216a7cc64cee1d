//! Who gets a waiting chat. Declared availability and reachability decide; every step is kept as a story that can be read.
//!
//! All of it works inside a change of the ledger, which takes an organization's changes one after the other: what is read
//! here is true until the change is written.

mod activate;
mod agent;
mod assign;
mod chat;
mod count;
mod end;
mod full;
mod limit;
mod make;
mod pass;
mod place;
mod plan;
mod queue;
mod reach;
mod roster;
mod story;
mod view;

pub use activate::activate;
pub use agent::{agent_came, agent_changed, agent_filled, agents_came, offers_freed};
pub use chat::{chat_ended, chat_returned, chat_waiting, go_round, take_back};
pub use count::count_queue;
pub use end::end_offers;
pub use full::full_agents;
pub use limit::{full_queues, limit_reached, queue_full};
pub use place::{Pace, place_of, places};
pub use queue::{member_changed, queue_filled};
pub use story::{Cause, Step, tell, tell_cause};
pub use view::{offer_view, offer_views};

/// The job that lets an offer expire; its subject is the offer.
pub const EXPIRE_JOB: &str = "offer.expire";
/// The job that offers a chat again which everybody has declined; its subject is the chat.
pub const ROUTE_JOB: &str = "chat.route";
