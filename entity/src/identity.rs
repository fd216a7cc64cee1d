//! Identities: by what a contact is recognised.

use pronto_protocol::contact::{IdentityKind, IdentityView};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The contact.
    pub contact_id: Uuid,
    /// What it is.
    pub kind: Word<IdentityKind>,
    /// The value in its one form.
    pub value: String,
    /// When it was added.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for IdentityView {
    fn from(row: Model) -> Self {
        Self { id: row.id, kind: row.kind.0, value: row.value }
    }
}
