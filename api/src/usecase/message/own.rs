//! One's own message, and whether it may still be changed.

use pronto_entity::{message, organization};
use pronto_protocol::{
    agent::Permission,
    chat::{Channel, ChatState},
    error::ErrorCode,
    message::SenderKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Author;
use crate::{
    auth::{Agent, Visitor},
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// An [`Author`] that a change can hold on to.
#[derive(Clone, Debug)]
pub(crate) enum Owner {
    /// An agent.
    Agent(Agent),
    /// A visitor.
    Visitor(Visitor),
}

impl From<Author<'_>> for Owner {
    fn from(author: Author<'_>) -> Self {
        match author {
            Author::Agent(agent) => Self::Agent(agent.clone()),
            Author::Visitor(visitor) => Self::Visitor(visitor),
        }
    }
}

impl Owner {
    /// The organization.
    pub(crate) fn organization_id(&self) -> Uuid {
        match self {
            Self::Agent(agent) => agent.organization_id(),
            Self::Visitor(visitor) => visitor.organization_id,
        }
    }

    /// The agent's or visitor's id.
    pub(crate) fn id(&self) -> Uuid {
        match self {
            Self::Agent(agent) => agent.id(),
            Self::Visitor(visitor) => visitor.id,
        }
    }

    /// Agent or visitor.
    pub(crate) fn kind(&self) -> SenderKind {
        match self {
            Self::Agent(_) => SenderKind::Agent,
            Self::Visitor(_) => SenderKind::Visitor,
        }
    }
}

/// The owner's own message in an open chat.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `channel_unable` on WhatsApp, `forbidden` without the permission or when
/// another wrote it.
pub(super) async fn load_own(
    transaction: &Transaction,
    owner: &Owner,
    chat_id: Uuid,
    message_id: Uuid,
) -> Result<message::Model> {
    let (closed, channel) = match owner {
        Owner::Agent(agent) => {
            let seen = policy::see_chat(transaction.db(), agent, chat_id).await?;
            policy::need(&agent.card, Permission::EditMessages)?;
            seen.present()?;
            (seen.open().is_err(), seen.chat.channel.0)
        }
        Owner::Visitor(visitor) => {
            let chat = policy::own_chat(transaction.db(), *visitor, chat_id).await?;
            (chat.state.0 == ChatState::Closed, chat.channel.0)
        }
    };
    let message = message::Entity::find_by_id(message_id)
        .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(message::Column::ChatId.eq(chat_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if message.sender_kind.0 != owner.kind() || message.sender_id != owner.id() {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only its author may change a message."));
    }
    if closed {
        return Err(ErrorCode::ChatClosed.into());
    }
    if channel == Channel::Whatsapp {
        // A change here alone would make the agent believe that the customer reads it, too.
        let why = "What was sent by WhatsApp cannot be changed or taken back: it is on the customer's phone.";
        return Err(Error::new(ErrorCode::ChannelUnable).detail(why));
    }
    Ok(message)
}

/// Refuses what was sent too long ago.
///
/// # Errors
/// `edit_window_passed`.
pub(super) async fn check_window(transaction: &Transaction, message: &message::Model) -> Result<()> {
    let organization = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let window_ms = i64::from(organization.settings.0.edit_window_seconds) * 1000;
    if transaction.now_ms() - message.sent_at > window_ms {
        return Err(ErrorCode::EditWindowPassed.into());
    }
    Ok(())
}
