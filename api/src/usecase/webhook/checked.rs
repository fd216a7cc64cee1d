//! Addresses and types of events as they are given, checked.

use std::collections::BTreeSet;

use crate::{
    context::Context,
    error::{Error, Result},
    topic::{INTEGRATION_KINDS, INTERNAL_KINDS},
};

/// An address that may be posted to: `https`, or also `http` on this machine when the operator allows private addresses.
///
/// # Errors
/// `invalid_fields`; the sentence tells nothing of what is behind the address.
pub(super) fn checked_url(context: &Context, url: &str) -> Result<String> {
    let refused = |_| Error::field("url", "malformed", "An https address that can be reached from the internet.");
    Ok(context.egress.check(url.trim()).map_err(refused)?.to_string())
}

/// The types of events, each once.
///
/// # Errors
/// `invalid_fields` for a type that no webhook can have.
pub(super) fn checked_kinds(kinds: Vec<String>, internal: bool) -> Result<Vec<String>> {
    let kinds: BTreeSet<String> = kinds.into_iter().collect();
    let inside = |kind: &str| INTERNAL_KINDS.contains(&kind);
    if let Some(kind) = kinds.iter().find(|kind| !INTEGRATION_KINDS.contains(&kind.as_str()) && !inside(kind)) {
        let shown: String = kind.chars().take(50).collect();
        return Err(Error::field("kinds", "unknown", format!("`{shown}` is not posted to webhooks.")));
    }
    if let Some(kind) = kinds.iter().find(|kind| inside(kind) && !internal) {
        return Err(Error::field("kinds", "out_of_range", format!("`{kind}` needs `internal`.")));
    }
    Ok(kinds.into_iter().collect())
}
