//! Blocks: visitors who are refused.

use pronto_protocol::{
    Timestamp,
    block::{BlockKind, BlockTarget, BlockView},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "block")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What it is of.
    pub kind: Word<BlockKind>,
    /// The network, for `network`.
    pub network: Option<String>,
    /// The visitor or contact, for the others.
    pub subject_id: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub blocked_by_id: Uuid,
    /// That agent's name at the time.
    pub blocked_by_name: String,
    /// When it was made.
    pub blocked_at: i64,
    /// When it ends by itself.
    pub ends_at: Option<i64>,
    /// When it was lifted.
    pub lifted_at: Option<i64>,
    /// Who lifted it.
    pub lifted_by_id: Option<Uuid>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for BlockView {
    fn from(row: Model) -> Self {
        let subject_id = row.subject_id.unwrap_or_default();
        let target = match row.kind.0 {
            BlockKind::Network => BlockTarget::Network { network: row.network.unwrap_or_default() },
            BlockKind::Visitor => BlockTarget::Visitor { visitor_id: subject_id },
            BlockKind::Contact => BlockTarget::Contact { contact_id: subject_id },
        };
        Self {
            id: row.id,
            target,
            reason: row.reason,
            blocked_by_id: row.blocked_by_id,
            blocked_by_name: row.blocked_by_name,
            blocked_at: Timestamp::from_unix_ms(row.blocked_at),
            ends_at: row.ends_at.map(Timestamp::from_unix_ms),
            lifted_at: row.lifted_at.map(Timestamp::from_unix_ms),
            lifted_by_id: row.lifted_by_id,
            seq: row.seq.unsigned_abs(),
        }
    }
}

/// Blocks that stand at a time.
#[must_use]
pub fn standing(organization_id: Uuid, now_ms: i64) -> Select<Entity> {
    use sea_orm::Condition;
    Entity::find()
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Column::LiftedAt.is_null())
        .filter(Condition::any().add(Column::EndsAt.is_null()).add(Column::EndsAt.gt(now_ms)))
}
