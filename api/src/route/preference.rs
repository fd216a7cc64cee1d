//! What an agent chose for its own screen, and how it wants to be told.

use axum::{Json, extract::State};
use pronto_protocol::preference::{AgentPreferences, UpdatePreferencesRequest};
use serde_json::{Map, Value};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{auth::Agent, context::Context, error::Result, middleware::body::Body, usecase::preference};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show_preferences, replace_preferences, update_preferences))
}

/// Shows the agent's preferences
#[utoipa::path(
    get,
    path = "/v1/me/preferences",
    tag = "agents",
    responses((status = 200, description = "The preferences.", body = AgentPreferences)),
    security(("agent" = []))
)]
pub async fn show_preferences(State(context): State<Context>, agent: Agent) -> Result<Json<AgentPreferences>> {
    Ok(Json(preference::show(&context, &agent).await?))
}

/// Replaces the agent's preferences
///
/// As a whole: what is left out is as it is at first.
#[utoipa::path(
    put,
    path = "/v1/me/preferences",
    tag = "agents",
    request_body = AgentPreferences,
    responses((status = 200, description = "The preferences, as they are now.", body = AgentPreferences)),
    security(("agent" = []))
)]
pub async fn replace_preferences(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<AgentPreferences>,
) -> Result<Json<AgentPreferences>> {
    Ok(Json(preference::replace(&context, &agent, request).await?))
}

/// Changes some of the agent's preferences
///
/// A merge patch (RFC 7396): what is left out stays, also inside, and null is as it is at first. Lists are replaced as a whole.
#[utoipa::path(
    patch,
    path = "/v1/me/preferences",
    tag = "agents",
    request_body(content = UpdatePreferencesRequest, description = "Only what is to change."),
    responses((status = 200, description = "The preferences, as they are now.", body = AgentPreferences)),
    security(("agent" = []))
)]
pub async fn update_preferences(
    State(context): State<Context>,
    agent: Agent,
    Body(patch): Body<Map<String, Value>>,
) -> Result<Json<AgentPreferences>> {
    Ok(Json(preference::update(&context, &agent, patch).await?))
}
