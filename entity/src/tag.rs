//! Tags: words that chats are found by.

use pronto_protocol::tag::TagView;
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tag")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The word.
    pub name: String,
    /// Whether chats can get it.
    pub active: bool,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for TagView {
    fn from(row: Model) -> Self {
        Self { id: row.id, name: row.name, active: row.active }
    }
}
