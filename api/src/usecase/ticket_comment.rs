//! Comments on tickets, for agents only; part of the record, never changed.

mod add;
mod list;

pub use add::add;
pub use list::list;
