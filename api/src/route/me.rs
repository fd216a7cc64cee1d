//! The signed-in agent about itself.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::agent::{AgentView, ChangePasswordRequest, MeView, SetAvailabilityRequest, UpdateMeRequest};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::{act::Acting, body::Body, peer::Peer},
    usecase::agent,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(show_me, update_me))
        .routes(routes!(set_availability))
        .routes(routes!(change_password))
}

/// Shows the signed-in agent
///
/// Who one is, in which organization, what one may do, and the number for the app's icon.
#[utoipa::path(
    get,
    path = "/v1/me",
    tag = "agents",
    responses((status = 200, description = "The agent.", body = MeView)),
    security(("agent" = []))
)]
pub async fn show_me(State(context): State<Context>, agent: Agent) -> Result<Json<MeView>> {
    Ok(Json(agent::show_me(&context, &agent).await?))
}

/// Declares availability
///
/// Who becomes `ready` is offered what waits; who is `ready` no longer loses the open offers.
#[utoipa::path(
    put,
    path = "/v1/me/availability",
    tag = "agents",
    request_body = SetAvailabilityRequest,
    responses((status = 200, description = "The agent, as it is now.", body = AgentView)),
    security(("agent" = []))
)]
pub async fn set_availability(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<SetAvailabilityRequest>,
) -> Result<Json<AgentView>> {
    Ok(Json(agent::set_availability(&context, &agent, request).await?))
}

/// Changes the agent's own profile
///
/// Name, what one says of oneself, and language; what is left out stays, null takes away. Colleagues hear
/// `agent.profile_updated`.
#[utoipa::path(
    patch,
    path = "/v1/me",
    tag = "agents",
    request_body = UpdateMeRequest,
    responses((status = 200, description = "The agent, as it is now.", body = AgentView)),
    security(("agent" = []))
)]
pub async fn update_me(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<UpdateMeRequest>,
) -> Result<Json<AgentView>> {
    Ok(Json(agent::update_me(&context, &agent, request).await?))
}

/// Changes the agent's own password
///
/// With the password so far. All other sessions of the agent end at once, with their sockets and push tokens; the one that
/// asks goes on.
#[utoipa::path(
    put,
    path = "/v1/me/password",
    tag = "sessions",
    request_body = ChangePasswordRequest,
    responses((status = 204, description = "The new password is in force.")),
    security(("agent" = []))
)]
pub async fn change_password(
    State(context): State<Context>,
    peer: Peer,
    Acting(agent): Acting,
    Body(request): Body<ChangePasswordRequest>,
) -> Result<StatusCode> {
    agent::change_password(&context, &agent, request, peer.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
