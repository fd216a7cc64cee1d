//! Custom fields: what the service form asks agents for.

use pronto_protocol::form::{CustomFieldKind, CustomFieldView};
use sea_orm::entity::prelude::*;

use crate::column::{Json, Word};

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "custom_field")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The queue whose chats have it.
    pub queue_id: Option<Uuid>,
    /// Its key in a chat's form.
    pub key: String,
    /// What agents read.
    pub label: String,
    /// What it takes.
    pub kind: Word<CustomFieldKind>,
    /// The choices.
    pub choices: Json<Vec<String>>,
    /// Whether an agent may close a chat without it.
    pub required_at_close: bool,
    /// Whether it is asked.
    pub active: bool,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for CustomFieldView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            key: row.key,
            queue_id: row.queue_id,
            label: row.label,
            kind: row.kind.0,
            choices: row.choices.0,
            required_at_close: row.required_at_close,
            active: row.active,
        }
    }
}
