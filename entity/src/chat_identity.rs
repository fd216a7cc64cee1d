//! Identities that visitors typed when a chat started; nobody has checked them.

use pronto_protocol::contact::{IdentityKind, TypedIdentityView};
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chat_identity")]
pub struct Model {
    /// The chat.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat_id: Uuid,
    /// What it is, a word of `IdentityKind`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The value in its one form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    /// The organization.
    pub organization_id: Uuid,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The identity as agents read it; nothing for a kind that this version does not know.
    #[must_use]
    pub fn view(self) -> Option<TypedIdentityView> {
        let kind = IdentityKind::parse(&self.kind)?;
        Some(TypedIdentityView { kind, value: self.value })
    }
}
