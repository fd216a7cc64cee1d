//! Notes about contacts, for agents only.

mod add;
mod delete;
mod edit;
mod list;
mod own;

pub use add::add;
pub use delete::delete;
pub use edit::edit;
pub use list::list;
