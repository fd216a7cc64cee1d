//! Second factors: the secret that an authenticator app shares with this server.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "totp")]
pub struct Model {
    /// The agent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The secret, sealed.
    pub secret: Vec<u8>,
    /// When it was made.
    pub created_at: i64,
    /// When a first code was right; before that no code is asked for.
    pub confirmed_at: Option<i64>,
    /// The step of the last code that was taken: no code of it or an earlier one is taken again.
    pub last_step: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
