//! Agents: seen by all colleagues, registered and changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    agent::{AddAgentRequest, AgentView, UpdateAgentRequest},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::integration::{AgentsRead, Caller},
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Body, Params, Segments},
    },
    page::PageParams,
    usecase::agent,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_agents, add_agent)).routes(routes!(show_agent, update_agent))
}

/// Lists the organization's agents
///
/// By name, with what they declared and how they can be told now.
#[utoipa::path(
    get,
    path = "/v1/agents",
    tag = "agents",
    params(PageParams),
    responses((status = 200, description = "A page of agents.", body = Page<AgentView>)),
    security(("agent" = []), ("api_key" = ["agents:read"]))
)]
pub async fn list_agents(
    State(context): State<Context>,
    caller: Caller<AgentsRead>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<AgentView>>> {
    Ok(Json(agent::list(&context, &caller.reader(), &params).await?))
}

/// Registers an agent
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/agents",
    tag = "agents",
    request_body = AddAgentRequest,
    responses((status = 201, description = "The agent.", body = AgentView)),
    security(("agent" = []))
)]
pub async fn add_agent(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddAgentRequest>,
) -> Result<(StatusCode, Json<AgentView>)> {
    let added = agent::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Shows an agent
#[utoipa::path(
    get,
    path = "/v1/agents/{agent_id}",
    tag = "agents",
    params(("agent_id" = Uuid, Path, description = "The agent.")),
    responses((status = 200, description = "The agent.", body = AgentView)),
    security(("agent" = []), ("api_key" = ["agents:read"]))
)]
pub async fn show_agent(
    State(context): State<Context>,
    caller: Caller<AgentsRead>,
    Segments(agent_id): Segments<Uuid>,
) -> Result<Json<AgentView>> {
    Ok(Json(agent::show(&context, &caller.reader(), agent_id).await?))
}

/// Changes an agent
///
/// For admins. A new password and a deactivation end the agent's sessions; the last active admin stays one (`last_admin`).
#[utoipa::path(
    patch,
    path = "/v1/agents/{agent_id}",
    tag = "agents",
    params(("agent_id" = Uuid, Path, description = "The agent.")),
    request_body = UpdateAgentRequest,
    responses((status = 200, description = "The agent, as it is now.", body = AgentView)),
    security(("agent" = []))
)]
pub async fn update_agent(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(agent_id): Segments<Uuid>,
    Body(request): Body<UpdateAgentRequest>,
) -> Result<Json<AgentView>> {
    Ok(Json(agent::update(&context, &admin, agent_id, request).await?))
}
