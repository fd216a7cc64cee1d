//! Dispositions: the reasons that are chosen when a chat is closed.

use pronto_protocol::disposition::DispositionView;
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "disposition")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The queue whose chats it is for.
    pub queue_id: Option<Uuid>,
    /// What agents read.
    pub name: String,
    /// Whether it may be chosen.
    pub active: bool,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for DispositionView {
    fn from(row: Model) -> Self {
        Self { id: row.id, queue_id: row.queue_id, name: row.name, active: row.active }
    }
}
