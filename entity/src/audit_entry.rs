//! Entries of the audit trail: one administrative act each.

use std::collections::BTreeMap;

use pronto_protocol::{
    Timestamp,
    audit::{ActorKind, AuditChangeView, AuditEntryView},
};
use sea_orm::entity::prelude::*;

use crate::column::{Json, Word};

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its number in the organization, without gaps.
    pub number: i64,
    /// When.
    pub at: i64,
    /// Who: an agent or an integration.
    pub actor_kind: Word<ActorKind>,
    /// Its id.
    pub actor_id: Uuid,
    /// The agent's session.
    pub session_id: Option<Uuid>,
    /// The address it came from.
    pub ip: Option<String>,
    /// The operation.
    pub action: String,
    /// What it was done to.
    pub target: Json<BTreeMap<String, String>>,
    /// Names of the fields given.
    pub fields: Json<Vec<String>>,
    /// What was changed.
    pub changes: Json<Vec<AuditChangeView>>,
    /// The request.
    pub request_id: Option<String>,
    /// Hash of the entry before.
    pub previous_hash: Vec<u8>,
    /// Hash of this entry.
    pub hash: Vec<u8>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for AuditEntryView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            number: row.number.unsigned_abs(),
            at: Timestamp::from_unix_ms(row.at),
            actor_kind: row.actor_kind.0,
            actor_id: row.actor_id,
            session_id: row.session_id,
            ip: row.ip,
            action: row.action,
            target: row.target.0,
            fields: row.fields.0,
            changes: row.changes.0,
            request_id: row.request_id,
            previous_hash: hexadecimal(&row.previous_hash),
            hash: hexadecimal(&row.hash),
        }
    }
}

/// Bytes as they are read aloud.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
