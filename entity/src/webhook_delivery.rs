//! Deliveries to webhooks: one event to one address, with its fate.

use pronto_protocol::{
    Timestamp,
    webhook::{WebhookDeliveryState, WebhookDeliveryView},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The webhook.
    pub webhook_id: Uuid,
    /// The event; none for tests.
    pub event_seq: Option<i64>,
    /// Its type.
    pub kind: String,
    /// The chat it is about.
    pub chat_id: Option<Uuid>,
    /// What is posted.
    pub body: String,
    /// Where it stands.
    pub state: Word<WebhookDeliveryState>,
    /// Tries so far.
    pub attempts: i32,
    /// When it is tried next.
    pub due_at: Option<i64>,
    /// When it was last tried.
    pub tried_at: Option<i64>,
    /// Status of the last answer.
    pub status: Option<i32>,
    /// The beginning of the last answer, or why there was none.
    pub answer: Option<String>,
    /// When the event happened.
    pub created_at: i64,
    /// When it is given up.
    pub expires_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for WebhookDeliveryView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            webhook_id: row.webhook_id,
            kind: row.kind,
            seq: row.event_seq.map(i64::unsigned_abs),
            state: row.state.0,
            attempts: row.attempts.unsigned_abs(),
            due_at: row.due_at.map(Timestamp::from_unix_ms),
            tried_at: row.tried_at.map(Timestamp::from_unix_ms),
            status: row.status.and_then(|status| u16::try_from(status).ok()),
            answer: row.answer,
            body: row.body,
            created_at: Timestamp::from_unix_ms(row.created_at),
        }
    }
}
