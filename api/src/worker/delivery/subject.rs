//! What a delivery is about as it is now: its words, or why there is nothing to tell any more.

use pronto_entity::{
    agent, chat, delivery, direct_conversation, direct_member, direct_message, mention, message, offer,
    offline_message, participant, queue, transfer,
};
use pronto_protocol::{
    agent::Availability, chat::ChatState, offer::OfferState, offline::OfflineMessageState, push::PushKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{context::Context, error::Result, push::payload::Words};

/// The words, or the word that says why there are none.
pub(super) type Subject = Result<Words, &'static str>;

/// Reads what a delivery is about.
pub(super) async fn read(context: &Context, row: &delivery::Model, agent: &agent::Model) -> Result<Subject> {
    match row.kind.0 {
        PushKind::Offer => offer(context, row).await,
        PushKind::Assigned => assigned(context, row).await,
        PushKind::Message => chat_message(context, row).await,
        PushKind::Direct => direct(context, row).await,
        PushKind::Transfer => transferred(context, row).await,
        PushKind::Mention => mention(context, row).await,
        PushKind::OfflineMessage => left_offline(context, row).await,
        PushKind::Missed if agent.availability.0 == Availability::Ready => Ok(Err("ready_again")),
        PushKind::Missed => Ok(Ok(Words::Missed)),
        PushKind::Test => Ok(Ok(Words::Test)),
        PushKind::Clear | PushKind::Badge => Ok(Ok(Words::Silent)),
    }
}

async fn offer(context: &Context, row: &delivery::Model) -> Result<Subject> {
    let found = offer::Entity::find_by_id(row.offer_id.unwrap_or_default())
        .filter(offer::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let Some(offer) = found else { return Ok(Err("withdrawn")) };
    let Some(chat) = chat_of(context, row.organization_id, offer.chat_id).await? else { return Ok(Err("withdrawn")) };
    let over = match offer.state.0 {
        OfferState::Open => None,
        OfferState::Accepted => Some("accepted"),
        OfferState::Declined => Some("declined"),
        OfferState::Expired => Some("expired"),
        OfferState::Withdrawn if chat.state.0 == ChatState::Active => Some("taken"),
        OfferState::Withdrawn => Some("withdrawn"),
    };
    if let Some(over) = over {
        return Ok(Err(over));
    }
    let queue = queue::Entity::find_by_id(offer.queue_id)
        .filter(queue::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let queue_name = queue.map(|queue| queue.name).unwrap_or_default();
    Ok(Ok(Words::Offer {
        channel: chat.channel.0,
        visitor_phone: chat.visitor_phone,
        visitor_name: chat.visitor_name,
        queue_name,
        subject: chat.subject,
    }))
}

async fn assigned(context: &Context, row: &delivery::Model) -> Result<Subject> {
    let chat_id = row.chat_id.unwrap_or_default();
    let Some(chat) = chat_of(context, row.organization_id, chat_id).await? else { return Ok(Err("deleted")) };
    let present = match present(context, row, &chat).await? {
        Ok(present) => present,
        Err(over) => return Ok(Err(over)),
    };
    if present.read_position >= row.position.unwrap_or_default() {
        return Ok(Err("read"));
    }
    let queue = queue::Entity::find_by_id(chat.queue_id)
        .filter(queue::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let queue_name = queue.map(|queue| queue.name).unwrap_or_default();
    Ok(Ok(Words::Assigned {
        channel: chat.channel.0,
        visitor_phone: chat.visitor_phone,
        visitor_name: chat.visitor_name,
        queue_name,
        subject: chat.subject,
    }))
}

/// The agent's part in an open chat, or the word that says why there is none.
async fn present(
    context: &Context,
    row: &delivery::Model,
    chat: &chat::Model,
) -> Result<Result<participant::Model, &'static str>> {
    if chat.state.0 == ChatState::Closed {
        return Ok(Err("chat_closed"));
    }
    let found = participant::Entity::find_by_id((chat.id, row.agent_id))
        .filter(participant::Column::OrganizationId.eq(row.organization_id))
        .filter(participant::Column::LeftAt.is_null())
        .one(context.db())
        .await?;
    Ok(found.ok_or("left"))
}

async fn chat_message(context: &Context, row: &delivery::Model) -> Result<Subject> {
    let chat_id = row.chat_id.unwrap_or_default();
    let position = row.position.unwrap_or_default();
    let Some(chat) = chat_of(context, row.organization_id, chat_id).await? else { return Ok(Err("deleted")) };
    let present = match present(context, row, &chat).await? {
        Ok(present) => present,
        Err(over) => return Ok(Err(over)),
    };
    if present.read_position >= position {
        return Ok(Err("read"));
    }
    let found = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(row.organization_id))
        .filter(message::Column::ChatId.eq(chat_id))
        .filter(message::Column::Position.eq(position))
        .one(context.db())
        .await?;
    let Some(message) = found.filter(|message| message.deleted_at.is_none()) else { return Ok(Err("deleted")) };
    Ok(Ok(Words::Message { visitor_name: message.sender_name, text: message.text }))
}

/// The last transfer to the agent says from whom it came; a note is not read here.
async fn transferred(context: &Context, row: &delivery::Model) -> Result<Subject> {
    let chat_id = row.chat_id.unwrap_or_default();
    let Some(chat) = chat_of(context, row.organization_id, chat_id).await? else { return Ok(Err("deleted")) };
    if chat.state.0 == ChatState::Closed {
        return Ok(Err("chat_closed"));
    }
    let present = participant::Entity::find_by_id((chat_id, row.agent_id))
        .filter(participant::Column::OrganizationId.eq(row.organization_id))
        .filter(participant::Column::LeftAt.is_null())
        .one(context.db())
        .await?;
    let Some(present) = present else { return Ok(Err("left")) };
    if row.position.is_some_and(|position| present.read_position >= position) {
        return Ok(Err("read"));
    }
    let last = transfer::Entity::find()
        .filter(transfer::Column::OrganizationId.eq(row.organization_id))
        .filter(transfer::Column::ChatId.eq(chat_id))
        .filter(transfer::Column::ToAgentId.eq(row.agent_id))
        .order_by_desc(transfer::Column::Id)
        .one(context.db())
        .await?;
    let agent_name = last.map(|transfer| transfer.by_name).unwrap_or_default();
    Ok(Ok(Words::Transfer { visitor_name: chat.visitor_name, agent_name }))
}

/// Found by the event that told of it.
async fn left_offline(context: &Context, row: &delivery::Model) -> Result<Subject> {
    let found = offline_message::Entity::find()
        .filter(offline_message::Column::OrganizationId.eq(row.organization_id))
        .filter(offline_message::Column::ReceivedSeq.eq(row.event_seq.unwrap_or_default()))
        .one(context.db())
        .await?;
    let Some(message) = found else { return Ok(Err("deleted")) };
    if message.state.0 == OfflineMessageState::Handled {
        return Ok(Err("handled"));
    }
    let queue = queue::Entity::find_by_id(message.queue_id)
        .filter(queue::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let queue_name = queue.map(|queue| queue.name).unwrap_or_default();
    Ok(Ok(Words::OfflineMessage { id: message.id, name: message.name, queue_name, text: message.text }))
}

async fn direct(context: &Context, row: &delivery::Model) -> Result<Subject> {
    let conversation_id = row.conversation_id.unwrap_or_default();
    let position = row.position.unwrap_or_default();
    let member = direct_member::Entity::find_by_id((conversation_id, row.agent_id))
        .filter(direct_member::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let Some(member) = member else { return Ok(Err("left")) };
    if member.read_position >= position {
        return Ok(Err("read"));
    }
    let found = direct_message::Entity::find()
        .filter(direct_message::Column::OrganizationId.eq(row.organization_id))
        .filter(direct_message::Column::ConversationId.eq(conversation_id))
        .filter(direct_message::Column::Position.eq(position))
        .one(context.db())
        .await?;
    let Some(message) = found.filter(|message| message.deleted_at.is_none()) else { return Ok(Err("deleted")) };
    let conversation = direct_conversation::Entity::find_by_id(conversation_id)
        .filter(direct_conversation::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    let title = conversation.and_then(|conversation| conversation.title);
    Ok(Ok(Words::Direct { sender_name: message.sender_name, title, text: message.text }))
}

async fn mention(context: &Context, row: &delivery::Model) -> Result<Subject> {
    let chat_id = row.chat_id.unwrap_or_default();
    let position = row.position.unwrap_or_default();
    let present = participant::Entity::find_by_id((chat_id, row.agent_id))
        .filter(participant::Column::OrganizationId.eq(row.organization_id))
        .filter(participant::Column::LeftAt.is_null())
        .one(context.db())
        .await?;
    if present.is_some_and(|present| present.read_position >= position) {
        return Ok(Err("read"));
    }
    let found = mention::Entity::find()
        .filter(mention::Column::OrganizationId.eq(row.organization_id))
        .filter(mention::Column::AgentId.eq(row.agent_id))
        .filter(mention::Column::ChatId.eq(chat_id))
        .filter(mention::Column::Position.eq(position))
        .one(context.db())
        .await?;
    let Some(mention) = found else { return Ok(Err("deleted")) };
    Ok(Ok(Words::Mention { sender_name: mention.by_name, chat_number: mention.chat_number.unsigned_abs() }))
}

async fn chat_of(context: &Context, organization_id: Uuid, chat_id: Uuid) -> Result<Option<chat::Model>> {
    let found = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?;
    Ok(found)
}
