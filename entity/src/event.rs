//! Events: the change log.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// Place in the log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When it was committed.
    pub at: i64,
    /// Its type, as `message.sent`.
    pub kind: String,
    /// The chat it is about: what a visitor's catch-up reads.
    pub chat_id: Option<Uuid>,
    /// The change as JSON, as agents read it.
    pub content: String,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
