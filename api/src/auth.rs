//! Who is asking: tokens, live sessions, and the people they stand for.

pub mod access;
pub mod blocks;
pub mod integration;
pub mod person;
pub mod sessions;
pub mod visitor_names;

pub use access::{AccessTokens, ActionClaims, AgentClaims, ChallengeClaims, VisitorClaims};
pub use blocks::{BlockList, Blocks};
pub use integration::Integration;
pub use person::{Agent, AgentCard, Visitor};
pub use sessions::{Sessions, card_of};
pub use visitor_names::VisitorNames;
