//! Reads the whole trail and says whether an entry is missing or was changed.

use pronto_entity::{
    audit_entry::{self, hexadecimal},
    audit_head,
};
use pronto_protocol::audit::{AuditProblem, AuditVerificationView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{audit::digest, auth::Agent, context::Context, error::Result};

/// Entries read at once.
const PAGE: u64 = 1_000;

/// Proves the trail from its first entry to the head; the caller is an admin.
///
/// # Errors
/// A failure of the database.
pub async fn verify(context: &Context, admin: &Agent) -> Result<AuditVerificationView> {
    use audit_entry::Column;
    let organization_id = admin.organization_id();
    // The head first: entries that come meanwhile are not missed at the end.
    let head = audit_head::Entity::find_by_id(organization_id).one(context.db()).await?;
    let (last, head_hash) = head.map_or((0, Vec::new()), |head| (head.number, head.hash));
    let mut proof = Proof::default();
    while proof.number < last {
        let rows = audit_entry::Entity::find()
            .filter(Column::OrganizationId.eq(organization_id))
            .filter(Column::Number.gt(proof.number))
            .filter(Column::Number.lte(last))
            .order_by_asc(Column::Number)
            .limit(PAGE)
            .all(context.db())
            .await?;
        if rows.is_empty() {
            return Ok(proof.broken(AuditProblem::CutShort, &head_hash));
        }
        for row in rows {
            if let Some(problem) = proof.take(&row) {
                return Ok(proof.broken(problem, &head_hash));
            }
        }
    }
    if proof.hash != head_hash {
        return Ok(proof.broken(AuditProblem::CutShort, &head_hash));
    }
    Ok(AuditVerificationView {
        intact: true,
        entries: proof.number.unsigned_abs(),
        broken_at: None,
        problem: None,
        head: hexadecimal(&head_hash),
    })
}

/// How far the trail is proved.
#[derive(Default)]
struct Proof {
    number: i64,
    hash: Vec<u8>,
}

impl Proof {
    fn take(&mut self, row: &audit_entry::Model) -> Option<AuditProblem> {
        if row.number != self.number + 1 {
            return Some(AuditProblem::Missing);
        }
        if row.previous_hash != self.hash || digest(row) != row.hash {
            return Some(AuditProblem::Changed);
        }
        (self.number, self.hash) = (row.number, row.hash.clone());
        None
    }

    fn broken(&self, problem: AuditProblem, head: &[u8]) -> AuditVerificationView {
        AuditVerificationView {
            intact: false,
            entries: self.number.unsigned_abs(),
            broken_at: Some(self.number.unsigned_abs() + 1),
            problem: Some(problem),
            head: hexadecimal(head),
        }
    }
}
