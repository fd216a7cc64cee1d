//! Webhooks: registered, changed, tested and read by admins, or by integrations that may.

mod add;
mod checked;
mod forget_old;
mod list;
mod list_deliveries;
mod own;
mod remove;
mod replay_delivery;
mod rotate_secret;
mod secret;
mod test_webhook;
mod update;

pub use add::add;
pub use forget_old::forget_old;
pub use list::list;
pub use list_deliveries::list_deliveries;
pub use remove::remove;
pub use replay_delivery::replay_delivery;
pub use rotate_secret::rotate_secret;
pub use secret::{open_secret, vault_context};
pub use test_webhook::test_webhook;
pub use update::update;

/// How long a delivery is tried, and how long a webhook may fail, in milliseconds.
pub const TRIED_MS: i64 = 3 * 86_400_000;
