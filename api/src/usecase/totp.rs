//! The second factor: set up, asked for, renewed and taken away.

mod begin;
mod confirm;
mod disable;
mod enabled;
mod judge;
mod prove;
mod recovery;
mod renew_codes;
mod reset;
mod show;
mod spend;

pub use begin::begin;
pub use confirm::confirm;
pub use disable::disable;
pub use enabled::is_enabled;
pub use judge::{Spent, judge};
pub use renew_codes::renew_codes;
pub use reset::reset;
pub use show::show;
pub use spend::spend;
use uuid::Uuid;

/// Where a secret is sealed.
fn vault_context(organization_id: Uuid, agent_id: Uuid) -> String {
    format!("totp:{organization_id}:{agent_id}")
}
