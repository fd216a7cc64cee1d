//! Canned responses: the organization's, kept by admins; the agents' own, for themselves or shared.

mod add;
mod check;
mod list;
mod own;
mod remove;
mod show;
mod update;
mod view;

pub use add::add;
pub use list::{Wanted, list};
pub use remove::remove;
pub use show::show;
pub use update::update;
