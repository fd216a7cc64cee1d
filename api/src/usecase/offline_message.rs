//! Offline messages: left by visitors, looked after by the agents of the queue.

mod assign;
mod handle;
mod leave;
mod list;
mod own;
mod show;

pub use assign::assign;
pub use handle::handle;
pub use leave::leave;
pub(crate) use leave::{Letter, write};
pub use list::{Wanted, list};
pub use show::show;
