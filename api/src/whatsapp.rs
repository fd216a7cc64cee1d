//! The WhatsApp Cloud API: what it posts ([`body`]), how that is signed ([`signature`]), and what it is asked ([`graph`]).

pub mod body;
pub mod failure;
mod form;
pub mod graph;
pub mod signature;
