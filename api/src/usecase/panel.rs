//! Panels: pages of other systems beside the chat, opened with a signed context that expires.

mod add;
mod check;
mod context;
mod list;
mod offer_panels;
mod remove;
mod renew_secret;
mod replace;

pub use add::add;
pub use list::list;
pub use offer_panels::offer_panels;
pub use remove::remove;
pub use renew_secret::renew_secret;
pub use replace::replace;
