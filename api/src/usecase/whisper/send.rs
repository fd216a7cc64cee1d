//! Whispers to the agents of a chat.

use futures_util::FutureExt;
use pronto_entity::whisper;
use pronto_protocol::{
    error::ErrorCode,
    whisper::{SendWhisperRequest, WhisperView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::own::see_to_whisper;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    step::{NewWhisper, add_whisper},
    usecase::{
        mention,
        text::{check_text, content_hash},
    },
};

/// Whispers. The same `client_id` again gives the first result.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`, `chat_closed`, `client_id_reused`, `invalid_fields`.
pub async fn send(context: &Context, agent: &Agent, chat_id: Uuid, request: SendWhisperRequest) -> Result<WhisperView> {
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            add(transaction, agent, chat_id, request.client_id, text).boxed()
        })
        .await
}

async fn add(
    transaction: &mut Transaction,
    agent: Agent,
    chat_id: Uuid,
    client_id: Uuid,
    text: String,
) -> Result<WhisperView> {
    let seen = see_to_whisper(transaction, &agent, chat_id).await?;
    let content_hash = content_hash([text.as_bytes()]);
    let earlier = whisper::Entity::find()
        .filter(whisper::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whisper::Column::ChatId.eq(chat_id))
        .filter(whisper::Column::SenderId.eq(agent.id()))
        .filter(whisper::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    if let Some(earlier) = earlier {
        if earlier.content_hash != content_hash {
            return Err(ErrorCode::ClientIdReused.into());
        }
        return Ok(earlier.into());
    }
    seen.open()?;
    let mentions = mention::find(transaction, &seen.chat, agent.id(), &text).await?;
    let new = NewWhisper { chat_id, text, mentions, client_id, content_hash };
    let view = add_whisper(transaction, &agent.card, new).await?;
    mention::record(transaction, &seen.chat, &view, &[]).await?;
    Ok(view)
}
