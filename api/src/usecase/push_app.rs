//! Push apps: whom we push for, with credentials that are sealed and never shown.

mod add;
mod checked;
mod list;
mod remove;
mod replace;
mod view;

pub use add::add;
pub use checked::vault_context;
pub use list::list;
pub use remove::remove;
pub use replace::replace;
