//! Uploads the agent's own picture in place of the one before.

use bytes::Bytes;
use futures_util::{FutureExt, Stream};
use pronto_entity::{agent, avatar};
use pronto_protocol::{agent::AgentView, error::ErrorCode};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    usecase::{
        agent::stamp_profile,
        attachment::{discard, idle, limit_bytes, receive, refuse, unstored},
    },
};

/// Draws the picture anew, at most 480 pixels a side, and keeps it.
///
/// # Errors
/// `unsupported_media` for what is no picture, `image_refused`, `payload_too_large`, `invalid_fields` for an empty body,
/// `bad_request`, `timeout` when nothing comes any more, `storage_full`.
pub async fn upload<S, E>(context: &Context, agent: &Agent, body: S) -> Result<AgentView>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let limit_bytes = limit_bytes(context, agent.organization_id()).await?;
    let bytes = receive(body, limit_bytes, idle(context)).await?;
    let prepared = context.blobs.prepare(bytes, "avatar").await.map_err(refuse)?;
    // Only what was drawn here has a size in pixels.
    if prepared.width.is_none() {
        return Err(Error::new(ErrorCode::UnsupportedMedia).detail("A picture: PNG, JPEG, GIF or WebP."));
    }
    let (content_type, bytes) = match prepared.thumbnail {
        Some(small) => (small.content_type, small.bytes),
        None => (prepared.content_type, prepared.bytes),
    };
    let blob_key = context.blobs.put(bytes).await.map_err(unstored)?;
    let new = New {
        agent_id: agent.id(),
        blob_key: blob_key.clone(),
        content_type: content_type.to_owned(),
        hub: context.hub.clone(),
    };
    let organization_id = agent.organization_id();
    match context.ledger.commit(organization_id, move |transaction| write(transaction, new).boxed()).await {
        Ok((view, replaced)) => {
            discard(context, replaced.into_iter().collect()).await;
            Ok(view)
        }
        Err(error) => {
            discard(context, vec![blob_key]).await;
            Err(error)
        }
    }
}

struct New {
    agent_id: Uuid,
    blob_key: String,
    content_type: String,
    hub: Hub,
}

async fn write(transaction: &mut Transaction, new: New) -> Result<(AgentView, Option<String>)> {
    let replaced = take_away(transaction, new.agent_id).await?;
    let row = avatar::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        agent_id: Set(new.agent_id),
        blob_key: Set(new.blob_key),
        content_type: Set(new.content_type),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    let view = show(transaction, &new.hub, new.agent_id, Some(row.id)).await?;
    Ok((view, replaced))
}

/// Deletes the row of the picture so far; gives where its file is.
pub(super) async fn take_away(transaction: &Transaction, agent_id: Uuid) -> Result<Option<String>> {
    let organization_id = transaction.organization_id();
    let row = avatar::Entity::find()
        .filter(avatar::Column::OrganizationId.eq(organization_id))
        .filter(avatar::Column::AgentId.eq(agent_id))
        .one(transaction.db())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let blob_key = row.blob_key.clone();
    row.delete(transaction.db()).await?;
    Ok(Some(blob_key))
}

/// Writes the agent's picture into its row, and tells it.
pub(super) async fn show(
    transaction: &mut Transaction,
    hub: &Hub,
    agent_id: Uuid,
    avatar_id: Option<Uuid>,
) -> Result<AgentView> {
    let row = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let mut changed = row.into_active_model();
    changed.avatar_id = Set(avatar_id);
    stamp_profile(transaction, hub, changed).await
}
