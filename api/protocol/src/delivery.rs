//! The push ledger: one delivery per device and event, with its fate.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, push::PushKind, word::words};

words! {
    /// Where a delivery stands.
    pub enum DeliveryState {
        /// Decided against; the reason says why.
        Suppressed = "suppressed",
        /// Waits to be sent, or to be tried again.
        Queued = "queued",
        /// The provider accepted it.
        Accepted = "accepted",
        /// No longer needed before it was sent; the reason says why.
        Cancelled = "cancelled",
        /// Given up; the reason holds the provider's word.
        Failed = "failed",
    }
}

/// One delivery, as the ledger shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryView {
    /// Its id; also the provider's message id where there is one (`apns-id`).
    pub id: Uuid,
    /// Whom it is for.
    pub agent_id: Uuid,
    /// The device; null when the agent has none.
    pub device_id: Option<Uuid>,
    /// The event it tells of; null for tests.
    pub event_seq: Option<u64>,
    /// What it is about.
    pub kind: PushKind,
    /// The chat.
    pub chat_id: Option<Uuid>,
    /// The direct conversation.
    pub conversation_id: Option<Uuid>,
    /// The offer.
    pub offer_id: Option<Uuid>,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why: the rule that decided, or the provider's word.
    pub reason: String,
    /// Times it was handed to the provider.
    pub attempts: u32,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When it is (next) sent, while queued.
    pub due_at: Option<Timestamp>,
    /// When the provider accepted it.
    pub accepted_at: Option<Timestamp>,
    /// The provider's name for it.
    pub provider_id: Option<String>,
    /// When the device said it arrived.
    pub received_at: Option<Timestamp>,
    /// When the person opened it.
    pub opened_at: Option<Timestamp>,
    /// When the person acted on it.
    pub acted_at: Option<Timestamp>,
}
