//! Profiles: seen by all agents, changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    agent::{ProfileRequest, ProfileView},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Body, Params, Segments},
    },
    page::PageParams,
    usecase::profile,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_profiles, add_profile)).routes(routes!(replace_profile, remove_profile))
}

/// Lists profiles
#[utoipa::path(
    get,
    path = "/v1/profiles",
    tag = "agents",
    params(PageParams),
    responses((status = 200, description = "A page of profiles, by name.", body = Page<ProfileView>)),
    security(("agent" = []))
)]
pub async fn list_profiles(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<ProfileView>>> {
    Ok(Json(profile::list(&context, &agent, &params).await?))
}

/// Adds a profile
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/profiles",
    tag = "agents",
    request_body = ProfileRequest,
    responses((status = 201, description = "The profile.", body = ProfileView)),
    security(("agent" = []))
)]
pub async fn add_profile(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<ProfileRequest>,
) -> Result<(StatusCode, Json<ProfileView>)> {
    let added = profile::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Replaces a profile
///
/// For admins. Agents whose permissions change by it hear `agent.updated`.
#[utoipa::path(
    put,
    path = "/v1/profiles/{profile_id}",
    tag = "agents",
    params(("profile_id" = Uuid, Path, description = "The profile.")),
    request_body = ProfileRequest,
    responses((status = 200, description = "The profile, as it is now.", body = ProfileView)),
    security(("agent" = []))
)]
pub async fn replace_profile(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(profile_id): Segments<Uuid>,
    Body(request): Body<ProfileRequest>,
) -> Result<Json<ProfileView>> {
    Ok(Json(profile::replace(&context, &admin, profile_id, request).await?))
}

/// Removes a profile
///
/// For admins; refused (`conflict`) while agents have it.
#[utoipa::path(
    delete,
    path = "/v1/profiles/{profile_id}",
    tag = "agents",
    params(("profile_id" = Uuid, Path, description = "The profile.")),
    responses((status = 204, description = "The profile is gone.")),
    security(("agent" = []))
)]
pub async fn remove_profile(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(profile_id): Segments<Uuid>,
) -> Result<StatusCode> {
    profile::remove(&context, &admin, profile_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
