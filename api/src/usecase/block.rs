//! Blocks: who is refused, by address, visitor or contact.

mod add;
mod lift;
mod list;
mod target;

pub use add::add;
pub use lift::lift;
pub use list::{BlockParams, list};
