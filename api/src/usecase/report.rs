//! Reports: figures of a period, counted by the database. Each kind of figure is a file; a new one is a file more and a
//! field of the view.

mod chats;
mod message;
mod name;
mod outcome;
mod period;
mod ranking;
mod scope;
mod span;

pub use chats::{ReportFilter, chats};
