//! The WhatsApp Cloud API: what it posts ([`body`]), how that is signed ([`signature`]), and what it is asked ([`graph`]).

pub mod body;
pub mod failure;
mod form;
pub mod graph;
pub mod signature;

/// The name of WhatsApp's reader of the log in the table `follower`.
pub const FOLLOWER: &str = "whatsapp";
