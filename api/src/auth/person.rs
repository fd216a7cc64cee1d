//! The people behind tokens. A visitor can never stand where an agent is wanted: the types differ.

use std::sync::Arc;

use pronto_protocol::{
    agent::{Permission, Role},
    message::SenderKind,
};
use uuid::Uuid;

use crate::ledger::TextSender;

/// What is known of an agent without asking the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentCard {
    /// The agent.
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The name that others see.
    pub name: String,
    /// The role.
    pub role: Role,
    /// What the profile allows; everything for admins.
    pub permissions: Vec<Permission>,
}

/// A signed-in agent.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Who.
    pub card: Arc<AgentCard>,
    /// By which session.
    pub session_id: Uuid,
    /// On which device.
    pub device_id: Uuid,
}

/// A visitor with a token.
#[derive(Clone, Copy, Debug)]
pub struct Visitor {
    /// The visitor.
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
}

impl Agent {
    /// The agent's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.card.id
    }

    /// The organization.
    #[must_use]
    pub fn organization_id(&self) -> Uuid {
        self.card.organization_id
    }

    /// As the sender of a message.
    #[must_use]
    pub fn as_sender(&self) -> TextSender {
        TextSender {
            kind: SenderKind::Agent,
            id: self.card.id,
            name: self.card.name.clone(),
            role: Some(self.card.role),
        }
    }
}
