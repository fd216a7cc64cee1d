//! The audit trail, as admins read and prove it.

mod export;
mod list;
mod verify;

pub use export::export;
pub use list::{AuditFilter, list};
pub use verify::verify;
