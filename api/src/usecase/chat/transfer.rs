//! Transfers a chat to another agent, if that agent is available, or to a queue.

use futures_util::FutureExt;
use pronto_entity::{agent, chat, queue, transfer};
use pronto_protocol::{
    agent::{Permission, Role},
    chat::{ChatState, ChatView},
    error::ErrorCode,
    event::Change,
    offer::RoutingStepKind,
    transfer::{TransferChatRequest, TransferObstacle},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    hand_over::{give_to_agent, offer_in_queue, send_to_queue},
    obstacle::{of_agents, of_queue},
    second::refuse_second_chat,
    view_of,
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    policy,
    routing::{self, Cause, Step},
    step::{NewWhisper, add_whisper, load_chat, stamp_chat},
    usecase::{
        mention,
        queue::find,
        text::{check_optional_text, content_hash},
    },
};

/// Where a chat is to go.
#[derive(Clone, Copy, Debug)]
enum Target {
    Agent(Uuid),
    Queue(Uuid),
}

/// What became of it: a refusal is kept in the chat's story, so it must not undo the change.
enum Outcome {
    Done(Box<ChatView>),
    Refused { name: String, obstacle: TransferObstacle },
}

impl Outcome {
    fn done(chat: ChatView) -> Self {
        Self::Done(Box::new(chat))
    }
}

/// Transfers a chat one is in; supervisors transfer any, waiting ones too. The same `client_id` again gives the chat as it
/// stands now, and so does a transfer to who has it already.
///
/// # Errors
/// `not_found` (chat, agent or queue), `forbidden`, `not_participant`, `chat_closed`, `agent_unavailable`, `queue_closed`,
/// `already_exists` when the visitor has another open chat in that queue, `client_id_reused`, `invalid_fields`.
pub async fn transfer(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    request: TransferChatRequest,
) -> Result<ChatView> {
    let target = match (request.agent_id, request.queue_id) {
        (Some(agent_id), None) => Target::Agent(agent_id),
        (None, Some(queue_id)) => Target::Queue(queue_id),
        _ => return Err(Error::field("agent_id", "required", "Either `agent_id` or `queue_id` is needed.")),
    };
    let note = check_optional_text("note", request.note.as_deref().unwrap_or_default())?;
    let (hub, agent, client_id) = (context.hub.clone(), agent.clone(), request.client_id);
    let outcome = context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { go(transaction, &hub, &agent, chat_id, client_id, target, note).await }.boxed()
        })
        .await?;
    match outcome {
        Outcome::Done(chat) => Ok(*chat),
        Outcome::Refused { name, obstacle } => {
            Err(Error::new(ErrorCode::AgentUnavailable)
                .detail(format!("{name} cannot take this chat now: {obstacle}.")))
        }
    }
}

async fn go(
    transaction: &mut Transaction,
    hub: &Hub,
    agent: &Agent,
    chat_id: Uuid,
    client_id: Uuid,
    target: Target,
    note: String,
) -> Result<Outcome> {
    let seen = policy::see_chat(transaction.db(), agent, chat_id).await?;
    policy::need(&agent.card, Permission::TransferChats)?;
    let hash = match target {
        Target::Agent(id) => content_hash([b"agent".as_slice(), id.as_bytes(), note.as_bytes()]),
        Target::Queue(id) => content_hash([b"queue".as_slice(), id.as_bytes(), note.as_bytes()]),
    };
    if let Some(earlier) = earlier(transaction, agent, chat_id, client_id).await? {
        if earlier.content_hash != hash {
            return Err(ErrorCode::ClientIdReused.into());
        }
        return Ok(Outcome::done(view_of(transaction.db(), seen.chat).await?));
    }
    seen.open()?;
    if agent.card.role == Role::Agent {
        seen.present()?;
    }
    let chat = seen.chat;
    let from_queue_id = chat.queue_id;
    let row = transfer::Model {
        id: transaction.id(),
        organization_id: transaction.organization_id(),
        chat_id,
        by_agent_id: agent.id(),
        by_name: agent.card.name.clone(),
        from_queue_id,
        to_queue_id: from_queue_id,
        to_agent_id: None,
        whisper_id: None,
        client_id,
        content_hash: hash,
        made_at: transaction.now_ms(),
    };
    match target {
        Target::Agent(agent_id) => to_agent(transaction, hub, agent, chat, agent_id, note, row).await,
        Target::Queue(queue_id) => to_queue(transaction, hub, agent, chat, queue_id, note, row).await,
    }
}

async fn to_agent(
    transaction: &mut Transaction,
    hub: &Hub,
    agent: &Agent,
    chat: chat::Model,
    to_id: Uuid,
    note: String,
    row: transfer::Model,
) -> Result<Outcome> {
    let to = agent::Entity::find_by_id(to_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let queue = find(transaction.db(), transaction.organization_id(), chat.queue_id).await?;
    let obstacles = of_agents(transaction, hub, &chat, &queue, std::slice::from_ref(&to)).await?;
    match obstacles.get(&to.id).copied() {
        Some(TransferObstacle::Responsible) => Ok(Outcome::done(view_of(transaction.db(), chat).await?)),
        Some(obstacle) => {
            let step = Step {
                kind: RoutingStepKind::TransferRefused,
                agent: Some((to.id, &to.name)),
                reason: Some(obstacle.as_str()),
            };
            let by = Some((agent.id(), agent.card.name.as_str()));
            routing::tell_cause(transaction, chat.id, step, Cause { by, queue: None }).await?;
            Ok(Outcome::Refused { name: to.name, obstacle })
        }
        None => {
            let whisper_id = leave_note(transaction, agent, &chat, note).await?;
            give_to_agent(transaction, hub, &chat, &agent.card, (to.id, &to.name)).await?;
            let row = transfer::Model { to_agent_id: Some(to.id), whisper_id, ..row };
            Ok(Outcome::done(tell(transaction, row).await?))
        }
    }
}

async fn to_queue(
    transaction: &mut Transaction,
    hub: &Hub,
    agent: &Agent,
    chat: chat::Model,
    queue_id: Uuid,
    note: String,
    row: transfer::Model,
) -> Result<Outcome> {
    let queue: queue::Model = find(transaction.db(), transaction.organization_id(), queue_id).await?;
    if queue_id == chat.queue_id {
        // Back to its own queue it may go at any hour.
        if chat.state.0 == ChatState::Waiting {
            return Ok(Outcome::done(view_of(transaction.db(), chat).await?));
        }
    } else {
        if let Some(obstacle) = of_queue(&queue, transaction.now_ms()) {
            return Err(
                Error::new(ErrorCode::QueueClosed).detail(format!("{} takes no chats: {obstacle}.", queue.name))
            );
        }
        refuse_second_chat(transaction, chat.visitor_id, queue_id).await?;
    }
    let whisper_id = leave_note(transaction, agent, &chat, note).await?;
    let freed = send_to_queue(transaction, &chat, &agent.card, &queue).await?;
    let row = transfer::Model { to_queue_id: queue_id, whisper_id, ..row };
    tell(transaction, row).await?;
    offer_in_queue(transaction, hub, chat.id, freed).await?;
    let chat = load_chat(transaction, chat.id).await?;
    Ok(Outcome::done(view_of(transaction.db(), chat).await?))
}

/// The note stands in the timeline as a whisper, before anybody leaves.
async fn leave_note(
    transaction: &mut Transaction,
    agent: &Agent,
    chat: &chat::Model,
    text: String,
) -> Result<Option<Uuid>> {
    if text.is_empty() {
        return Ok(None);
    }
    let content_hash = content_hash([text.as_bytes()]);
    // It repeats with the transfer itself, so it needs no id of the sender's.
    let mentions = mention::find(transaction, chat, agent.id(), &text).await?;
    let new = NewWhisper { chat_id: chat.id, text, mentions, client_id: transaction.id(), content_hash };
    let whisper = add_whisper(transaction, &agent.card, new).await?;
    mention::record(transaction, chat, &whisper, &[]).await?;
    Ok(Some(whisper.id))
}

/// Keeps the transfer and tells `chat.transferred`.
async fn tell(transaction: &mut Transaction, row: transfer::Model) -> Result<ChatView> {
    let row = row.into_active_model().reset_all().insert(transaction.db()).await?;
    let chat = load_chat(transaction, row.chat_id).await?;
    let chat = stamp_chat(transaction, chat.into_active_model()).await?;
    transaction.emit(Change::ChatTransferred { chat: chat.clone(), transfer: row.into() });
    Ok(chat)
}

async fn earlier(
    transaction: &Transaction,
    agent: &Agent,
    chat_id: Uuid,
    client_id: Uuid,
) -> Result<Option<transfer::Model>> {
    let row = transfer::Entity::find()
        .filter(transfer::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(transfer::Column::ChatId.eq(chat_id))
        .filter(transfer::Column::ByAgentId.eq(agent.id()))
        .filter(transfer::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    Ok(row)
}
