//! `pronto demo`: the main job on a fresh organization, played step by step through the public API and sockets, with a real
//! server beside it that is killed in the middle. Beside it an organization with a past, for whoever wants to look around.

mod carrier;
mod child;
mod person;
pub mod seed;
mod setup;
mod story;
mod teller;

pub use setup::{Ready, set_up};
pub use story::play;
pub use teller::Teller;
