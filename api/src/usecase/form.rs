//! The service form of a chat: what agents fill in for the reports.

mod check;
mod complete;
mod fields;
mod fill;

pub(super) use complete::complete;
pub use fill::fill;
