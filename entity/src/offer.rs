//! Offers: a waiting chat proposed to one agent.

use pronto_protocol::{offer::OfferState, queue::RoutingMode};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "offer")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Whom it is made to.
    pub agent_id: Uuid,
    /// The queue.
    pub queue_id: Uuid,
    /// How the queue gives out chats.
    pub mode: Word<RoutingMode>,
    /// Where it stands.
    pub state: Word<OfferState>,
    /// The chat's routing round it belongs to.
    pub round: i32,
    /// When it was made.
    pub made_at: i64,
    /// When it expires.
    pub expires_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
