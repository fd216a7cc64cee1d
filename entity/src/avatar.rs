//! Avatars: agents' pictures.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "avatar")]
pub struct Model {
    /// Its id; another picture is another row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Whose it is.
    pub agent_id: Uuid,
    /// Where the file is.
    pub blob_key: String,
    /// What it is.
    pub content_type: String,
    /// When it was uploaded.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
