//! Identity keys: added and removed by admins, asked when a visitor is vouched for.

mod add;
mod list;
mod remove;
mod verify;

pub use add::add;
pub use list::list;
pub use remove::remove;
pub use verify::verify;

use uuid::Uuid;

/// The place that a key is sealed for.
fn vault_context(organization_id: Uuid, identity_key_id: Uuid) -> String {
    format!("identity_key:{organization_id}:{identity_key_id}")
}
