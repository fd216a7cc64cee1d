//! Recovery codes: each stands for the authenticator app once.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    /// Hash of agent and code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// The organization.
    pub organization_id: Uuid,
    /// The agent.
    pub agent_id: Uuid,
    /// When it was made.
    pub created_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
