//! Identity providers of an organization: the register that admins keep.

mod add;
mod checked;
mod list;
mod remove;
mod replace;
mod view;

pub use add::add;
pub use checked::{fits_redirect, vault_context};
pub use list::list;
pub use remove::remove;
pub use replace::replace;
