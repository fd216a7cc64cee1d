//! Canned responses: the organization's and the agents' own.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "canned_response")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Among whose its shortcut is unique: the agent's id, or the organization's.
    pub scope_id: Uuid,
    /// The agent whose it is; none for the organization's.
    pub owner_id: Option<Uuid>,
    /// Whether the other agents have it too.
    pub shared: bool,
    /// What is typed to get it.
    pub shortcut: String,
    /// The text.
    pub text: String,
    /// Shortcut and text as they are searched.
    pub folded: String,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
