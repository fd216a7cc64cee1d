//! Direct conversations: agents among themselves.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "direct_conversation")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Both members' ids in order, for two; null for a group.
    pub pair_key: Option<String>,
    /// A group's title.
    pub title: Option<String>,
    /// Who opened it.
    pub creator_id: Uuid,
    /// The creator's own id for it.
    pub client_id: Uuid,
    /// What the request asked for.
    pub content_hash: Vec<u8>,
    /// Position of the last message.
    pub last_position: i64,
    /// When that was.
    pub last_message_at: i64,
    /// When it was opened.
    pub created_at: i64,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
