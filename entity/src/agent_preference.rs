//! What agents chose for their own screens.

use pronto_protocol::preference::AgentPreferences;
use sea_orm::entity::prelude::*;

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent_preference")]
pub struct Model {
    /// The agent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The choices.
    pub preferences: Json<AgentPreferences>,
    /// When they were last changed.
    pub updated_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
