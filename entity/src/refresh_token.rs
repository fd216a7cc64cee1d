//! Refresh tokens, by their hash.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// The organization.
    pub organization_id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// Which of the session's tokens it is.
    pub generation: i64,
    /// When it stopped being good; used after that, it ends the session.
    pub retired_at: Option<i64>,
    /// When it was given.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
