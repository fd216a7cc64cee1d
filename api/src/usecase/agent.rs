//! Agents: registered, changed, listed, and what they declare.

mod add;
mod badge;
mod change_password;
mod go_offline;
mod hash_password;
mod list;
mod names;
mod reachability;
mod set_availability;
mod show;
mod show_me;
mod stamp;
mod update;
mod update_me;
mod view;

pub(super) use add::check_profile;
pub use add::{add, add_first, register};
pub use badge::badge;
pub use change_password::change_password;
pub use go_offline::go_offline;
pub use list::list;
pub use names::names;
pub use reachability::{reachabilities, reachability};
pub use set_availability::set_availability;
pub use show::show;
pub use show_me::show_me;
pub use stamp::{stamp, stamp_profile};
pub use update::update;
pub use update_me::update_me;
