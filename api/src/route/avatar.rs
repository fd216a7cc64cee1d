//! Agents' pictures.

use axum::{Json, body::Body, extract::State, http::StatusCode};
use pronto_protocol::agent::{AgentView, AvatarView, AvatarsView};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::file::FileBytes;
use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::Result,
    limit::LimitClass,
    middleware::{body::Segments, peer},
    usecase::avatar,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(upload_avatar, remove_avatar))
        .routes(routes!(link_avatar))
        .routes(routes!(list_chat_avatars))
}

/// Uploads the agent's own picture
///
/// The body is the file itself: PNG, JPEG, GIF or WebP. It is drawn again, at most 480 pixels a side, without place and
/// camera. At most the smaller of the organization's `attachment_limit_bytes` and the server's (2,097,152 bytes unless
/// set); more is `payload_too_large`, and what is no picture `unsupported_media`.
#[utoipa::path(
    post,
    path = "/v1/me/avatar",
    tag = "agents",
    request_body(content = inline(FileBytes), content_type = "application/octet-stream", description = "The picture."),
    responses((status = 201, description = "The agent, with another `avatar_id`.", body = AgentView)),
    security(("agent" = []))
)]
pub async fn upload_avatar(
    State(context): State<Context>,
    agent: Agent,
    body: Body,
) -> Result<(StatusCode, Json<AgentView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    Ok((StatusCode::CREATED, Json(avatar::upload(&context, &agent, body.into_data_stream()).await?)))
}

/// Removes the agent's own picture
#[utoipa::path(
    delete,
    path = "/v1/me/avatar",
    tag = "agents",
    responses((status = 204, description = "There is no picture.")),
    security(("agent" = []))
)]
pub async fn remove_avatar(State(context): State<Context>, agent: Agent) -> Result<StatusCode> {
    avatar::remove(&context, &agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Links to an agent's picture
///
/// An address that anybody can open for five minutes.
#[utoipa::path(
    get,
    path = "/v1/agents/{agent_id}/avatar",
    tag = "agents",
    params(("agent_id" = Uuid, Path, description = "The agent.")),
    responses((status = 200, description = "The address.", body = AvatarView)),
    security(("agent" = []))
)]
pub async fn link_avatar(
    State(context): State<Context>,
    agent: Agent,
    Segments(agent_id): Segments<Uuid>,
) -> Result<Json<AvatarView>> {
    Ok(Json(avatar::link(&context, &agent, agent_id).await?))
}

/// Lists the pictures of a chat's agents
///
/// Those of the agents who are in it, where the organization shows pictures to visitors (`visitors_see_avatars`).
#[utoipa::path(
    get,
    path = "/v1/visitor/chats/{chat_id}/avatars",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat.")),
    responses((status = 200, description = "The pictures.", body = AvatarsView)),
    security(("visitor" = []))
)]
pub async fn list_chat_avatars(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<AvatarsView>> {
    Ok(Json(avatar::list_for_visitor(&context, visitor, chat_id).await?))
}
