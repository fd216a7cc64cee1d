//! What end-to-end tests are made of: real servers, their databases, actors, and fake push providers.

pub mod actor;
pub mod api;
mod call;
pub mod database;
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
