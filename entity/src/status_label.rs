//! Status labels: the organization's own words for the states of chats.

use pronto_protocol::{chat::ChatState, status_label::StatusLabelView};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "status_label")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The state it is a word for.
    pub state: Word<ChatState>,
    /// The word.
    pub name: String,
    /// Place among the labels of its state.
    pub position: i32,
    /// Whether chats can get it.
    pub active: bool,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for StatusLabelView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            state: row.state.0,
            name: row.name,
            position: row.position.unsigned_abs(),
            active: row.active,
        }
    }
}
