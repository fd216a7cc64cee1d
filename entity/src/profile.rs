//! Profiles: permissions and limits that several agents share.

use pronto_protocol::agent::Permission;
use pronto_protocol::agent::ProfileView;
use sea_orm::entity::prelude::*;

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "profile")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Json<Vec<Permission>>,
    /// Below this number of chats an agent is preferred.
    pub min_chats: i32,
    /// Never more chats at once.
    pub max_chats: Option<i32>,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for ProfileView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            permissions: row.permissions.0,
            min_chats: row.min_chats.unsigned_abs(),
            max_chats: row.max_chats.map(i32::unsigned_abs),
        }
    }
}
