//! Everybody's sessions and devices, for admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{device::DeviceView, page::Page, session::SessionView};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Params, Segments},
    },
    page::PageParams,
    usecase::{device, session},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_all_sessions))
        .routes(routes!(end_any_session))
        .routes(routes!(end_all_sessions_of_agent))
        .routes(routes!(list_all_devices))
}

/// Whose.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfAgentParams {
    /// One agent's only.
    pub agent_id: Option<Uuid>,
}

/// Lists everybody's sessions
///
/// For admins: newest first, ended ones included.
#[utoipa::path(
    get,
    path = "/v1/admin/sessions",
    tag = "admin",
    params(OfAgentParams, PageParams),
    responses((status = 200, description = "A page of sessions.", body = Page<SessionView>)),
    security(("agent" = []))
)]
pub async fn list_all_sessions(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(of): Params<OfAgentParams>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<SessionView>>> {
    Ok(Json(session::list_all(&context, &admin, &params, of.agent_id).await?))
}

/// Ends anybody's session
///
/// For admins: its sockets close within a second, its tokens are dead, its device is pushed to no more.
#[utoipa::path(
    delete,
    path = "/v1/admin/sessions/{session_id}",
    tag = "admin",
    params(("session_id" = Uuid, Path, description = "The session.")),
    responses((status = 204, description = "The session has ended, now or before.")),
    security(("agent" = []))
)]
pub async fn end_any_session(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(session_id): Segments<Uuid>,
) -> Result<StatusCode> {
    session::end_any(&context, &admin, session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions of an agent
///
/// For admins.
#[utoipa::path(
    delete,
    path = "/v1/admin/agents/{agent_id}/sessions",
    tag = "admin",
    params(("agent_id" = Uuid, Path, description = "The agent.")),
    responses((status = 204, description = "The agent has no live session.")),
    security(("agent" = []))
)]
pub async fn end_all_sessions_of_agent(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(agent_id): Segments<Uuid>,
) -> Result<StatusCode> {
    session::end_all_of_agent(&context, &admin, agent_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists everybody's devices
///
/// For admins: platform, version, last use, and whether pushes reach them.
#[utoipa::path(
    get,
    path = "/v1/admin/devices",
    tag = "admin",
    params(OfAgentParams, PageParams),
    responses((status = 200, description = "A page of devices.", body = Page<DeviceView>)),
    security(("agent" = []))
)]
pub async fn list_all_devices(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(of): Params<OfAgentParams>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<DeviceView>>> {
    Ok(Json(device::list_all(&context, &admin, &params, of.agent_id).await?))
}
