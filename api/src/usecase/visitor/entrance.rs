//! What a start is made of, whichever way somebody comes in.

use std::sync::Arc;

use pronto_protocol::{chat::Channel, visitor::StartChatRequest};
use uuid::Uuid;

use super::answers::Told;
use crate::auth::{AgentCard, BlockList};

/// A start, and what it is checked against.
pub(crate) struct Start {
    /// Who is blocked.
    pub blocked: Arc<BlockList>,
    /// Where it comes in.
    pub channel: Channel,
    /// What was asked for.
    pub request: StartChatRequest,
    /// The first message, cleaned.
    pub text: String,
    /// The agent who invited the visitor.
    pub inviting: Option<AgentCard>,
    /// Who comes by WhatsApp.
    pub whatsapp: Option<ByWhatsapp>,
}

/// A person who comes by WhatsApp: the number is WhatsApp's word.
#[derive(Clone, Debug)]
pub(crate) struct ByWhatsapp {
    /// The organization's number that was written to.
    pub account_id: Uuid,
    /// Until when agents may answer.
    pub reply_until: i64,
    /// What WhatsApp tells of the person.
    pub told: Told,
}
