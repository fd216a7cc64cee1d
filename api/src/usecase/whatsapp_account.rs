//! WhatsApp numbers of an organization; tokens and secrets go in and never come out.

mod add;
mod check;
mod checked;
mod list;
mod remove;
mod replace;
mod secret;
mod view;

pub use add::add;
pub use check::check;
pub use list::list;
pub use remove::remove;
pub use replace::replace;
pub(crate) use secret::{Secret, graph, open};
