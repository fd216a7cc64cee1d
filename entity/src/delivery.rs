//! Deliveries: one push to one device, with its fate.

use pronto_protocol::{Timestamp, delivery::DeliveryView};
use pronto_protocol::{delivery::DeliveryState, push::PushKind};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Whom it is for.
    pub agent_id: Uuid,
    /// The device; null when the agent has none.
    pub device_id: Option<Uuid>,
    /// The session it is sent for.
    pub session_id: Option<Uuid>,
    /// The event it tells of.
    pub event_seq: Option<i64>,
    /// What it is about.
    pub kind: Word<PushKind>,
    /// The chat.
    pub chat_id: Option<Uuid>,
    /// The direct conversation.
    pub conversation_id: Option<Uuid>,
    /// The offer.
    pub offer_id: Option<Uuid>,
    /// Position of the message.
    pub position: Option<i64>,
    /// Where it stands.
    pub state: Word<DeliveryState>,
    /// Why.
    pub reason: String,
    /// Times it was handed to the provider.
    pub attempts: i32,
    /// When it was decided.
    pub created_at: i64,
    /// When it is (next) sent.
    pub due_at: Option<i64>,
    /// When it stops being of use.
    pub expires_at: i64,
    /// When the provider accepted it.
    pub accepted_at: Option<i64>,
    /// The provider's name for it.
    pub provider_id: Option<String>,
    /// When the device said it arrived.
    pub received_at: Option<i64>,
    /// When the person opened it.
    pub opened_at: Option<i64>,
    /// When the person acted on it.
    pub acted_at: Option<i64>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for DeliveryView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            agent_id: row.agent_id,
            device_id: row.device_id,
            event_seq: row.event_seq.map(i64::unsigned_abs),
            kind: row.kind.0,
            chat_id: row.chat_id,
            conversation_id: row.conversation_id,
            offer_id: row.offer_id,
            state: row.state.0,
            reason: row.reason,
            attempts: row.attempts.unsigned_abs(),
            created_at: Timestamp::from_unix_ms(row.created_at),
            due_at: row.due_at.map(Timestamp::from_unix_ms),
            accepted_at: row.accepted_at.map(Timestamp::from_unix_ms),
            provider_id: row.provider_id,
            received_at: row.received_at.map(Timestamp::from_unix_ms),
            opened_at: row.opened_at.map(Timestamp::from_unix_ms),
            acted_at: row.acted_at.map(Timestamp::from_unix_ms),
        }
    }
}
