//! Chats that tickets are about.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_chat")]
pub struct Model {
    /// The ticket.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: Uuid,
    /// The chat.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// When it was linked.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
