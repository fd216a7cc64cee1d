//! Secrets of webhooks: `whsec_` and base64, as Standard Webhooks writes them; sealed in their row.

use base64::{Engine, engine::general_purpose::STANDARD};
use uuid::Uuid;

use crate::{
    chance,
    context::Context,
    error::{Error, Result},
};

/// How every secret begins.
const PREFIX: &str = "whsec_";

/// The place that a webhook's secrets are sealed for.
#[must_use]
pub fn vault_context(organization_id: Uuid, webhook_id: Uuid) -> String {
    format!("webhook:{organization_id}:{webhook_id}")
}

/// A new secret as it is told, and sealed.
pub(super) fn make(context: &Context, organization_id: Uuid, webhook_id: Uuid) -> (String, Vec<u8>) {
    let key: [u8; 32] = chance::bytes();
    let sealed = context.vault.seal(&vault_context(organization_id, webhook_id), &key);
    (format!("{PREFIX}{}", STANDARD.encode(key)), sealed)
}

/// The bytes that sign.
///
/// # Errors
/// `internal` when it was sealed under another master key.
pub fn open_secret(context: &Context, organization_id: Uuid, webhook_id: Uuid, sealed: &[u8]) -> Result<Vec<u8>> {
    context.vault.open(&vault_context(organization_id, webhook_id), sealed).map_err(Error::internal)
}
