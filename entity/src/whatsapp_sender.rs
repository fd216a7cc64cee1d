//! People who write by WhatsApp, and the visitor that each is.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "whatsapp_sender")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The visitor that this person is.
    pub visitor_id: Uuid,
    /// The number as WhatsApp writes it: digits. Nothing while WhatsApp keeps it to itself.
    pub wa_id: Option<String>,
    /// WhatsApp's id of the person for this business.
    pub user_id: Option<String>,
    /// The number in E.164.
    pub phone: Option<String>,
    /// The profile's name.
    pub name: Option<String>,
    /// When the person was last told that nobody is there.
    pub noticed_at: Option<i64>,
    /// When the person first wrote.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
