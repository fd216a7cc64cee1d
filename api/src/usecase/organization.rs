//! Organizations: founded by the operator, shown to their agents, changed by their admins.

mod found;
mod hosts;
mod show;
mod update;

pub use found::found;
pub use show::show;
pub use update::update;
