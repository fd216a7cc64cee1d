//! Agents: the people who answer.

use pronto_protocol::{
    agent::{Availability, Role},
    organization::Locale,
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The profile.
    pub profile_id: Option<Uuid>,
    /// The address used to sign in, in lower case.
    pub email: String,
    /// The name that others see.
    pub name: String,
    /// The role.
    pub role: Word<Role>,
    /// argon2id, in PHC form.
    pub password_hash: String,
    /// What the agent declared.
    pub availability: Word<Availability>,
    /// Whether the agent may sign in.
    pub active: bool,
    /// Offers that expired in a row.
    pub missed_offers: i32,
    /// When the agent last got a chat.
    pub last_assigned_at: Option<i64>,
    /// When the agent was registered.
    pub created_at: i64,
    /// What the agent says of itself.
    pub status_text: Option<String>,
    /// The language that the agent chose.
    pub locale: Option<Word<Locale>>,
    /// The picture.
    pub avatar_id: Option<Uuid>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
