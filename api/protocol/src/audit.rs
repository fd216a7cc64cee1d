//! The audit trail of administrative acts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// Who acted.
    pub enum ActorKind {
        /// A signed-in agent.
        Agent = "agent",
        /// An integration with an API key.
        Integration = "integration",
    }
}

words! {
    /// What is wrong with the trail.
    pub enum AuditProblem {
        /// An entry is missing.
        Missing = "missing",
        /// An entry is not as it was written.
        Changed = "changed",
        /// The last entries are missing.
        CutShort = "cut_short",
    }
}

/// One administrative act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntryView {
    /// Its id.
    pub id: Uuid,
    /// 1 for the organization's first, without gaps.
    pub number: u64,
    /// When it was committed.
    pub at: Timestamp,
    /// Agent or integration.
    pub actor_kind: ActorKind,
    /// Its id.
    pub actor_id: Uuid,
    /// The agent's session.
    pub session_id: Option<Uuid>,
    /// The address the request came from.
    pub ip: Option<String>,
    /// The operation, as `update_queue`.
    pub action: String,
    /// What it was done to: the ids in the address, and `id` of what was made.
    pub target: BTreeMap<String, String>,
    /// Names of the fields that the request gave.
    pub fields: Vec<String>,
    /// What was changed from what to what; secrets are never told.
    pub changes: Vec<AuditChangeView>,
    /// The request's id.
    pub request_id: Option<String>,
    /// Hash of the entry before, in hexadecimal; empty for the first.
    pub previous_hash: String,
    /// This entry's hash, which covers the one before.
    pub hash: String,
}

/// One line of the exported trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditLineView {
    /// The entry.
    #[serde(flatten)]
    pub entry: AuditEntryView,
    /// The text, as UTF-8, whose SHA-256 is `hash`: a JSON array with all of the entry. Its last member is the hash of the entry
    /// before, byte by byte.
    pub covered: String,
}

/// From where the trail is exported.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ExportAuditRequest {
    /// Only entries with a higher number; all when left out.
    pub after: u64,
}

/// One field that an act changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditChangeView {
    /// The field, as `settings.locale`.
    pub field: String,
    /// Its value before, as JSON; `"…"` for secrets, a digest for what is long.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

/// Whether the trail is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditVerificationView {
    /// No entry is missing or changed.
    pub intact: bool,
    /// Entries that were read.
    pub entries: u64,
    /// Number of the first entry that is missing or changed.
    pub broken_at: Option<u64>,
    /// What is wrong there.
    pub problem: Option<AuditProblem>,
    /// Hash of the last entry; kept elsewhere, it shows later that nothing before it was rewritten.
    pub head: String,
}
