//! Articles: the knowledge base beside the chat.

mod add;
mod check;
mod list;
mod own;
mod plain_text;
mod remove;
mod show;
mod update;
mod view;

pub use add::add;
pub use list::{Wanted, list};
pub use remove::remove;
pub use show::show;
pub use update::update;
