//! Identities: who a visitor is, on the word of the organization's own system.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "visitor_identity")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// The person's id in the organization's own system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sub: String,
    /// The visitor that this person is, on every device.
    pub visitor_id: Uuid,
    /// The person's name.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// The person's phone number.
    pub phone: Option<String>,
    /// When it was last vouched for.
    pub verified_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
