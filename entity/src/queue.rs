//! Queues: where chats wait.

use pronto_protocol::queue::QueueSettings;
use sea_orm::entity::prelude::*;

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "queue")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The word in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it decides.
    pub settings: Json<QueueSettings>,
    /// When it was made.
    pub created_at: i64,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
