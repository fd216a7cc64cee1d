//! Sessions: one sign-in each.

use pronto_protocol::session::{SessionEnd, SignInMethod};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Whose it is.
    pub agent_id: Uuid,
    /// The device it lives on.
    pub device_id: Uuid,
    /// Generation of the refresh token last given.
    pub generation: i64,
    /// Highest generation known to have arrived.
    pub confirmed_generation: i64,
    /// How the agent signed in.
    pub method: Word<SignInMethod>,
    /// When the agent signed in.
    pub created_at: i64,
    /// When it was last used.
    pub last_seen_at: i64,
    /// Address last used.
    pub ip: String,
    /// When it ends whatever happens.
    pub expires_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Why it ended.
    #[sea_orm(column_name = "ended_by")]
    pub end: Option<Word<SessionEnd>>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
