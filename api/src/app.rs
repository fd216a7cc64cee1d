//! Assembly: the parts put together, the doors opened, the drain at the end.

mod build;
pub mod command;
mod openapi;
mod router;
mod serve;
mod signing_key;

pub use build::{BuildError, build, build_with};
pub use openapi::{document, yaml};
pub use router::router;
pub use serve::{Server, start};
