//! API keys: made and revoked by admins, used by integrations.

mod add;
mod list;
mod revoke;
mod touch;

pub use add::add;
pub use list::list;
pub use revoke::revoke;
pub use touch::touch;

/// How every API key begins, so that one that leaks is recognised.
pub const PREFIX: &str = "pk_";
