//! Offline messages: left in the contact form, looked after by agents.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    offline::{
        AssignOfflineMessageRequest, HandleOfflineMessageRequest, LeaveOfflineMessageRequest, LeftOfflineMessageView,
        OfflineMessageState, OfflineMessageView,
    },
    page::Page,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::Result,
    limit::{LimitClass, address},
    middleware::{
        body::{Body, Params, Segments},
        peer::{self, Peer},
    },
    page::PageParams,
    usecase::offline_message::{self, Wanted},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(leave_offline_message))
        .routes(routes!(list_offline_messages))
        .routes(routes!(show_offline_message))
        .routes(routes!(assign_offline_message))
        .routes(routes!(handle_offline_message))
}

/// Which offline messages are listed.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfflineMessageParams {
    /// In this state only.
    pub state: Option<OfflineMessageState>,
    /// Of this queue only.
    pub queue_id: Option<Uuid>,
    /// True: only those one looks after.
    pub mine: Option<bool>,
}

/// Leaves an offline message
///
/// The contact form, for when a queue is closed or nobody is there. The same `client_id` again gives the first result.
#[utoipa::path(
    post,
    path = "/v1/visitor/offline_messages",
    tag = "visitor",
    request_body = LeaveOfflineMessageRequest,
    responses((status = 201, description = "It is kept.", body = LeftOfflineMessageView)),
    security(("visitor" = []))
)]
pub async fn leave_offline_message(
    State(context): State<Context>,
    visitor: Visitor,
    peer: Peer,
    Body(request): Body<LeaveOfflineMessageRequest>,
) -> Result<(StatusCode, Json<LeftOfflineMessageView>)> {
    // A visitor costs nothing to make, so the address is counted too, at the pace of new visitors.
    peer::check(&context, LimitClass::VisitorStart, &format!("offline:{}", address::key(peer.0)))?;
    peer::check(&context, LimitClass::Message, &visitor.id.to_string())?;
    let left = offline_message::leave(&context, visitor, request).await?;
    Ok((StatusCode::CREATED, Json(left)))
}

/// Lists offline messages
///
/// Of one's queues and those one looks after, or all for supervisors; the newest first.
#[utoipa::path(
    get,
    path = "/v1/offline_messages",
    tag = "chats",
    params(OfflineMessageParams, PageParams),
    responses((status = 200, description = "A page of offline messages.", body = Page<OfflineMessageView>)),
    security(("agent" = []))
)]
pub async fn list_offline_messages(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<OfflineMessageParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<OfflineMessageView>>> {
    let wanted = Wanted { state: params.state, queue_id: params.queue_id, mine: params.mine.unwrap_or(false) };
    Ok(Json(offline_message::list(&context, &agent, wanted, &page).await?))
}

/// Shows an offline message
#[utoipa::path(
    get,
    path = "/v1/offline_messages/{offline_message_id}",
    tag = "chats",
    params(("offline_message_id" = Uuid, Path, description = "The offline message.")),
    responses((status = 200, description = "The offline message.", body = OfflineMessageView)),
    security(("agent" = []))
)]
pub async fn show_offline_message(
    State(context): State<Context>,
    agent: Agent,
    Segments(id): Segments<Uuid>,
) -> Result<Json<OfflineMessageView>> {
    Ok(Json(offline_message::show(&context, &agent, id).await?))
}

/// Gives an offline message to an agent
///
/// Null takes it away again. The same again is no change.
#[utoipa::path(
    put,
    path = "/v1/offline_messages/{offline_message_id}/assignee",
    tag = "chats",
    params(("offline_message_id" = Uuid, Path, description = "The offline message.")),
    request_body = AssignOfflineMessageRequest,
    responses((status = 200, description = "The offline message.", body = OfflineMessageView)),
    security(("agent" = []))
)]
pub async fn assign_offline_message(
    State(context): State<Context>,
    agent: Agent,
    Segments(id): Segments<Uuid>,
    Body(request): Body<AssignOfflineMessageRequest>,
) -> Result<Json<OfflineMessageView>> {
    Ok(Json(offline_message::assign(&context, &agent, id, request.agent_id).await?))
}

/// Marks an offline message as handled
///
/// With a note of what was done. Again is no change: who was first stands.
#[utoipa::path(
    post,
    path = "/v1/offline_messages/{offline_message_id}/handle",
    tag = "chats",
    params(("offline_message_id" = Uuid, Path, description = "The offline message.")),
    request_body = HandleOfflineMessageRequest,
    responses((status = 200, description = "The offline message, handled.", body = OfflineMessageView)),
    security(("agent" = []))
)]
pub async fn handle_offline_message(
    State(context): State<Context>,
    agent: Agent,
    Segments(id): Segments<Uuid>,
    Body(request): Body<HandleOfflineMessageRequest>,
) -> Result<Json<OfflineMessageView>> {
    Ok(Json(offline_message::handle(&context, &agent, id, request).await?))
}
