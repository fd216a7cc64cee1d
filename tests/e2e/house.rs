//! Rows: –
//!
//! The rules of the house that no compiler knows: floors, names, first lines, sizes.

mod floor;
mod name;
mod page;
mod shape;
mod source;
mod uses;
