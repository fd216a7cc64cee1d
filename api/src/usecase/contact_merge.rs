//! Merges of contacts, and their undoing: exactly what moved moves back.

mod list;
mod merge;
mod moved;
mod tell;
mod undo;
mod view;

pub use list::list;
pub use merge::merge;
pub use undo::undo;
