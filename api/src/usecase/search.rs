//! Search: what agents find, newest first.

mod find;

pub use find::{SearchRequest, find};
