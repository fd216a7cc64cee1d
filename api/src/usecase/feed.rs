//! The change feed by HTTP: the same as the socket's.

mod sync;
mod sync_integration;

pub use sync::{sync_agent, sync_visitor};
pub use sync_integration::sync_integration;
