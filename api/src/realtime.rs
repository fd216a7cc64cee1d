//! The socket: hello, catch-up, live, and what clients say on it.

mod hello;
mod inbound;
mod looking;
mod pulse;
mod session;

pub use session::run;
