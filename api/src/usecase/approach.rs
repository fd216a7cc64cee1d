//! Approaches: an agent invites a browsing visitor to a chat, sends a promotion, or asks to go to another page.

mod address;
mod answer;
mod make;
mod send_invitation;
mod send_promotion;
mod send_redirect;
mod unseen;

pub(crate) use address::allowed_address;
pub use answer::answer;
pub use send_invitation::send_invitation;
pub use send_promotion::send_promotion;
pub use send_redirect::send_redirect;
pub(crate) use unseen::unseen_approach;
