//! Identity keys: with what the organization's own system vouches for visitors.

use pronto_protocol::{
    Timestamp,
    identity::{IdentityAlgorithm, IdentityKeyView},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_key")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What it is for.
    pub name: String,
    /// Who signs.
    pub issuer: String,
    /// How.
    pub algorithm: Word<IdentityAlgorithm>,
    /// The secret or the public key, sealed by the vault.
    pub sealed: Vec<u8>,
    /// When it was added.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for IdentityKeyView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            issuer: row.issuer,
            algorithm: row.algorithm.0,
            created_at: Timestamp::from_unix_ms(row.created_at),
        }
    }
}
