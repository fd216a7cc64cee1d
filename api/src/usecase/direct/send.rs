//! Sends a direct message.

use futures_util::FutureExt;
use pronto_entity::direct_message;
use pronto_protocol::{
    agent::Permission,
    direct::{DirectMessageView, SendDirectMessageRequest},
    error::ErrorCode,
    event::Change,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    policy,
    usecase::text::{check_text, content_hash},
};

/// Sends a direct message. The same `client_id` again gives the first result.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid_fields`, `client_id_reused`.
pub async fn send(
    context: &Context,
    agent: &Agent,
    conversation_id: Uuid,
    request: SendDirectMessageRequest,
) -> Result<DirectMessageView> {
    let text = check_text("text", &request.text)?;
    let (agent, client_id) = (agent.clone(), request.client_id);
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            inner(transaction, agent, conversation_id, client_id, text).boxed()
        })
        .await
}

async fn inner(
    transaction: &mut Transaction,
    agent: Agent,
    conversation_id: Uuid,
    client_id: Uuid,
    text: String,
) -> Result<DirectMessageView> {
    let (conversation, _) = policy::own_conversation(transaction.db(), &agent, conversation_id).await?;
    policy::need(&agent.card, Permission::DirectMessages)?;
    let content_hash = content_hash([text.as_bytes()]);
    let earlier = direct_message::Entity::find()
        .filter(direct_message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(direct_message::Column::ConversationId.eq(conversation_id))
        .filter(direct_message::Column::SenderId.eq(agent.id()))
        .filter(direct_message::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    if let Some(earlier) = earlier {
        if earlier.content_hash != content_hash {
            return Err(ErrorCode::ClientIdReused.into());
        }
        return Ok(earlier.into());
    }
    let position = conversation.last_position + 1;
    let mut conversation = conversation.into_active_model();
    conversation.last_position = Set(position);
    conversation.last_message_at = Set(transaction.now_ms());
    conversation.update(transaction.db()).await?;
    let row = direct_message::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        conversation_id: Set(conversation_id),
        position: Set(position),
        sender_id: Set(agent.id()),
        sender_name: Set(agent.card.name.clone()),
        text: Set(text),
        client_id: Set(client_id),
        content_hash: Set(content_hash),
        sent_at: Set(transaction.now_ms()),
        edited_at: Set(None),
        deleted_at: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let sent: DirectMessageView = row.insert(transaction.db()).await?.into();
    transaction.emit(Change::DirectMessageSent(sent.clone()));
    Ok(sent)
}
