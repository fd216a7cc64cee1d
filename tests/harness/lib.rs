//! What end-to-end tests are made of: real servers, their databases, actors, and fake push providers.

pub mod actor;
pub mod api;
mod call;
pub mod database;
pub mod encrypted;
pub mod history;
pub mod model;
pub mod process;
pub mod provider;
pub mod receiver;
pub mod server;
pub mod socket;

pub use actor::{AgentActor, Organization, PASSWORD, VisitorActor, message};
pub use api::{Answer, Api};
pub use server::TestServer;
pub use socket::Socket;

/// How long anything that should happen may take: not how long it takes, but when nobody expects it any more. Tests run beside
/// others on machines that are slower than the one they were written on; whoever passes does not wait for it.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
