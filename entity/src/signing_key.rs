//! Keys that sign access tokens.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// The key id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The private key, sealed by the vault.
    pub sealed: Vec<u8>,
    /// The public key.
    pub public: Vec<u8>,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
