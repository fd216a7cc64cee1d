//! The one place that says who may do what; default deny. Another organization's row, or one that may not be seen, is
//! `not_found`.

use pronto_entity::{attachment, chat, column::Word, direct_conversation, direct_member, participant, queue_member};
use pronto_protocol::{
    agent::{Permission, Role},
    chat::ChatState,
    error::ErrorCode,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    auth::{Agent, AgentCard, Visitor},
    error::{Error, Result},
    hub::StreamRight,
};

/// A chat that an agent may see, and the agent's part in it.
#[derive(Clone, Debug)]
pub struct SeenChat {
    /// The chat.
    pub chat: chat::Model,
    /// The agent's row in it, if the agent ever was in it.
    pub participant: Option<participant::Model>,
}

impl SeenChat {
    /// The agent's row, while the agent is in the chat.
    ///
    /// # Errors
    /// `not_participant`.
    pub fn present(&self) -> Result<&participant::Model> {
        let present = self.participant.as_ref().filter(|participant| participant.left_at.is_none());
        present.ok_or_else(|| ErrorCode::NotParticipant.into())
    }

    /// By what right the agent hears the chat: how long [`see_chat`] will say the same.
    #[must_use]
    pub fn stream_right(&self, card: &AgentCard) -> StreamRight {
        if sees_always(card, self.participant.is_some()) {
            StreamRight::Lasting
        } else {
            StreamRight::Member { queue_id: self.chat.queue_id }
        }
    }

    /// Refuses closed chats.
    ///
    /// # Errors
    /// `chat_closed`.
    pub fn open(&self) -> Result<()> {
        if self.chat.state.0 == ChatState::Closed {
            return Err(ErrorCode::ChatClosed.into());
        }
        Ok(())
    }

    /// Refuses chats whose content was erased: that happens once, so what came in afterwards would stay for ever.
    ///
    /// # Errors
    /// `conflict`.
    pub fn kept(&self) -> Result<()> {
        if self.chat.erased_at.is_some() {
            return Err(Error::new(ErrorCode::Conflict).detail("The content of this chat was erased."));
        }
        Ok(())
    }
}

/// Refuses agents without a permission.
///
/// # Errors
/// `forbidden`.
pub fn need(card: &AgentCard, permission: Permission) -> Result<()> {
    if card.role == Role::Admin || card.permissions.contains(&permission) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Forbidden).detail(format!("This needs the permission {permission}.")))
}

/// Refuses agents below a role.
///
/// # Errors
/// `forbidden`.
pub fn need_role(card: &AgentCard, least: Role) -> Result<()> {
    if card.role >= least {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Forbidden).detail(format!("This needs the role {least}.")))
}

/// A chat that the agent may see: one's own, one of one's queues while it is open, or any with the permission.
///
/// # Errors
/// `not_found`.
pub async fn see_chat<C: ConnectionTrait>(database: &C, agent: &Agent, chat_id: Uuid) -> Result<SeenChat> {
    let chat = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(agent.organization_id()))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)?;
    let participant = participant::Entity::find_by_id((chat_id, agent.id()))
        .filter(participant::Column::OrganizationId.eq(agent.organization_id()))
        .one(database)
        .await?;
    if !allowed(database, &agent.card, &chat, participant.is_some()).await? {
        return Err(Error::not_found());
    }
    Ok(SeenChat { chat, participant })
}

/// Whether some agent may see a chat, by the same rule.
///
/// # Errors
/// A failure of the database.
pub async fn sees_chat<C: ConnectionTrait>(database: &C, card: &AgentCard, chat: &chat::Model) -> Result<bool> {
    let participant = participant::Entity::find_by_id((chat.id, card.id))
        .filter(participant::Column::OrganizationId.eq(card.organization_id))
        .one(database)
        .await?;
    allowed(database, card, chat, participant.is_some()).await
}

async fn allowed<C: ConnectionTrait>(
    database: &C,
    card: &AgentCard,
    chat: &chat::Model,
    was_in_it: bool,
) -> Result<bool> {
    if sees_always(card, was_in_it) {
        return Ok(true);
    }
    Ok(chat.state.0 != ChatState::Closed && member_of(database, card, chat.queue_id).await?)
}

/// Whether an agent may see a chat whatever becomes of it and of its queue.
fn sees_always(card: &AgentCard, was_in_it: bool) -> bool {
    was_in_it || card.role != Role::Agent || card.permissions.contains(&Permission::SeeHistory)
}

/// A chat that the agent may organize: one the agent is in, one that waits, or any that a supervisor sees.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`.
pub async fn organize_chat<C: ConnectionTrait>(database: &C, agent: &Agent, chat_id: Uuid) -> Result<SeenChat> {
    let seen = see_chat(database, agent, chat_id).await?;
    need(&agent.card, Permission::OrganizeChats)?;
    if agent.card.role == Role::Agent && seen.chat.state.0 != ChatState::Waiting {
        seen.present()?;
    }
    Ok(seen)
}

/// What a column that names chats must fulfil so that the agent may see them: the same as [`see_chat`], for many rows at once.
/// Nothing when the agent may see all of the organization's.
#[must_use]
pub fn seen_chats(agent: &Agent, column: Expr) -> Option<Condition> {
    if agent.card.role != Role::Agent || agent.card.permissions.contains(&Permission::SeeHistory) {
        return None;
    }
    let own = participant::Entity::find()
        .select_only()
        .column(participant::Column::ChatId)
        .filter(participant::Column::OrganizationId.eq(agent.organization_id()))
        .filter(participant::Column::AgentId.eq(agent.id()));
    let queues = queue_member::Entity::find()
        .select_only()
        .column(queue_member::Column::QueueId)
        .filter(queue_member::Column::OrganizationId.eq(agent.organization_id()))
        .filter(queue_member::Column::AgentId.eq(agent.id()));
    let open = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .filter(chat::Column::OrganizationId.eq(agent.organization_id()))
        .filter(chat::Column::State.is_in([Word(ChatState::Waiting), Word(ChatState::Active)]))
        .filter(chat::Column::QueueId.in_subquery(queues.into_query()));
    let seen =
        Condition::any().add(column.clone().in_subquery(own.into_query())).add(column.in_subquery(open.into_query()));
    Some(seen)
}

/// A chat of this visitor's own.
///
/// # Errors
/// `not_found`.
pub async fn own_chat<C: ConnectionTrait>(database: &C, visitor: Visitor, chat_id: Uuid) -> Result<chat::Model> {
    chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(visitor.organization_id))
        .filter(chat::Column::VisitorId.eq(visitor.id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}

/// Whether the agent is a member of a queue.
///
/// # Errors
/// A failure of the database.
pub async fn is_member<C: ConnectionTrait>(database: &C, agent: &Agent, queue_id: Uuid) -> Result<bool> {
    member_of(database, &agent.card, queue_id).await
}

async fn member_of<C: ConnectionTrait>(database: &C, card: &AgentCard, queue_id: Uuid) -> Result<bool> {
    let member = queue_member::Entity::find_by_id((queue_id, card.id))
        .filter(queue_member::Column::OrganizationId.eq(card.organization_id))
        .one(database)
        .await?;
    Ok(member.is_some())
}

/// A direct conversation of which the agent is a member, and the membership.
///
/// # Errors
/// `not_found`.
pub async fn own_conversation<C: ConnectionTrait>(
    database: &C,
    agent: &Agent,
    conversation_id: Uuid,
) -> Result<(direct_conversation::Model, direct_member::Model)> {
    let member = direct_member::Entity::find_by_id((conversation_id, agent.id()))
        .filter(direct_member::Column::OrganizationId.eq(agent.organization_id()))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)?;
    let conversation = direct_conversation::Entity::find_by_id(conversation_id)
        .filter(direct_conversation::Column::OrganizationId.eq(agent.organization_id()))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)?;
    Ok((conversation, member))
}

/// An attachment of a chat.
///
/// # Errors
/// `not_found`.
pub async fn attachment_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    chat_id: Uuid,
    attachment_id: Uuid,
) -> Result<attachment::Model> {
    attachment::Entity::find_by_id(attachment_id)
        .filter(attachment::Column::OrganizationId.eq(organization_id))
        .filter(attachment::Column::ChatId.eq(chat_id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}
