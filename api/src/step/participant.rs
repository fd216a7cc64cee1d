//! An agent in or out of a chat, told to everybody who should know.

use pronto_entity::participant;
use pronto_protocol::{
    chat::{ChatView, ParticipantView},
    event::Change,
    message::NoticeCode,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{add_notice, load_chat, stamp_chat};
use crate::{
    auth::AgentCard,
    error::{Error, Result},
    ledger::Transaction,
};

/// Puts an agent into a chat: a system message, then `participant.joined`. Again is no change. `responsible` says whether
/// the chat counts against the agent's limits.
///
/// # Errors
/// A failure of the database.
pub async fn add_participant(
    transaction: &mut Transaction,
    chat_id: Uuid,
    agent: &AgentCard,
    responsible: bool,
) -> Result<ChatView> {
    enter(transaction, chat_id, (agent.id, &agent.name), responsible, false).await
}

/// The same for an agent who does not ask: routing gives the chat.
///
/// # Errors
/// A failure of the database.
pub async fn enter_chat(
    transaction: &mut Transaction,
    chat_id: Uuid,
    agent_id: Uuid,
    name: &str,
    responsible: bool,
) -> Result<ChatView> {
    enter(transaction, chat_id, (agent_id, name), responsible, false).await
}

/// Makes an agent responsible for a chat, in it before or not, without a system message: another one tells it.
///
/// # Errors
/// A failure of the database.
pub async fn put_in_charge(transaction: &mut Transaction, chat_id: Uuid, agent: (Uuid, &str)) -> Result<ChatView> {
    enter(transaction, chat_id, agent, true, true).await
}

async fn enter(
    transaction: &mut Transaction,
    chat_id: Uuid,
    (agent_id, name): (Uuid, &str),
    responsible: bool,
    quiet: bool,
) -> Result<ChatView> {
    let existing = find(transaction, chat_id, agent_id).await?;
    if existing.as_ref().is_some_and(|row| row.left_at.is_none() && row.responsible >= responsible) {
        let chat = load_chat(transaction, chat_id).await?;
        let participants =
            pronto_entity::chat::participants_of(transaction.db(), chat.organization_id, chat_id).await?;
        return Ok(chat.view(participants));
    }
    let already_in = existing.as_ref().is_some_and(|row| row.left_at.is_none());
    let row = match existing {
        Some(row) => {
            let mut row = row.into_active_model();
            row.name = Set(name.to_owned());
            row.responsible = Set(responsible);
            row.left_at = Set(None);
            if !already_in {
                row.joined_at = Set(transaction.now_ms());
            }
            row.update(transaction.db()).await?
        }
        None => {
            participant::ActiveModel {
                chat_id: Set(chat_id),
                agent_id: Set(agent_id),
                organization_id: Set(transaction.organization_id()),
                name: Set(name.to_owned()),
                responsible: Set(responsible),
                joined_at: Set(transaction.now_ms()),
                left_at: Set(None),
                read_position: Set(0),
                snoozed_until: Set(None),
            }
            .insert(transaction.db())
            .await?
        }
    };
    if !already_in && !quiet {
        add_notice(transaction, chat_id, NoticeCode::AgentJoined, [("agent", name.to_owned())]).await?;
    }
    let chat = load_chat(transaction, chat_id).await?;
    let chat = stamp_chat(transaction, chat.into_active_model()).await?;
    if already_in {
        transaction.emit(Change::ChatUpdated(chat.clone()));
    } else {
        let participant = ParticipantView::from(row);
        transaction.emit(Change::ParticipantJoined { chat: chat.clone(), participant });
    }
    Ok(chat)
}

/// Takes an agent out of a chat: `participant.left`, then a system message unless `quiet`.
///
/// # Errors
/// `not_found` when the agent is not in it.
pub async fn remove_participant(
    transaction: &mut Transaction,
    chat_id: Uuid,
    agent_id: Uuid,
    quiet: bool,
) -> Result<ChatView> {
    let row = find(transaction, chat_id, agent_id).await?;
    let row = row.filter(|row| row.left_at.is_none()).ok_or_else(Error::not_found)?;
    let name = row.name.clone();
    participant::ActiveModel {
        chat_id: Unchanged(chat_id),
        agent_id: Unchanged(agent_id),
        left_at: Set(Some(transaction.now_ms())),
        responsible: Set(false),
        snoozed_until: Set(None),
        ..Default::default()
    }
    .update(transaction.db())
    .await?;
    if !quiet {
        add_notice(transaction, chat_id, NoticeCode::AgentLeft, [("agent", name)]).await?;
    }
    let chat = load_chat(transaction, chat_id).await?;
    let chat = stamp_chat(transaction, chat.into_active_model()).await?;
    transaction.emit(Change::ParticipantLeft { chat: chat.clone(), agent_id });
    Ok(chat)
}

/// The agents who are in a chat now, in the order they joined.
///
/// # Errors
/// A failure of the database.
pub async fn participants_present(transaction: &Transaction, chat_id: Uuid) -> Result<Vec<participant::Model>> {
    let rows = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::LeftAt.is_null())
        .order_by_asc(participant::Column::JoinedAt)
        .order_by_asc(participant::Column::AgentId)
        .all(transaction.db())
        .await?;
    Ok(rows)
}

async fn find(transaction: &Transaction, chat_id: Uuid, agent_id: Uuid) -> Result<Option<participant::Model>> {
    let row = participant::Entity::find_by_id((chat_id, agent_id))
        .filter(participant::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    Ok(row)
}
