//! Each organization's own range of document numbers, and how far its index is being built from the tables.

use pronto_protocol::search::SearchKind;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_scope")]
pub struct Model {
    /// Its place in the upper bits of document numbers.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization.
    #[sea_orm(unique)]
    pub organization_id: Uuid,
    /// The kind whose rows are being read from their table; nothing when the log alone is followed.
    pub rebuild_kind: Option<Word<SearchKind>>,
    /// The last row read.
    pub rebuild_id: Option<Uuid>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
