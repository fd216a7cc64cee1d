//! API keys: hashed, with what each allows.

use pronto_protocol::{
    Timestamp,
    api_key::{ApiKeyView, Scope},
};
use sea_orm::entity::prelude::*;

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub scopes: Json<Vec<Scope>>,
    /// SHA-256 of the key.
    pub hash: Vec<u8>,
    /// Its last characters.
    pub hint: String,
    /// Who made it.
    pub added_by: Uuid,
    /// When.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// When it was last used.
    pub last_used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for ApiKeyView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes.0,
            hint: row.hint,
            added_by: row.added_by,
            created_at: Timestamp::from_unix_ms(row.created_at),
            expires_at: row.expires_at.map(Timestamp::from_unix_ms),
            last_used_at: row.last_used_at.map(Timestamp::from_unix_ms),
            revoked_at: row.revoked_at.map(Timestamp::from_unix_ms),
        }
    }
}
