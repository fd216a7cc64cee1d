//! Who an agent is at an identity provider.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent_identity")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// The provider's address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// The person there.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sub: String,
    /// The agent here.
    pub agent_id: Uuid,
    /// When the two were found to be one.
    pub created_at: i64,
    /// When it last led to a session.
    pub last_used_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
