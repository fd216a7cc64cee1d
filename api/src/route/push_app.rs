//! Push apps: seen by all agents, changed by admins; credentials go in and never come out.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    push::{PushAppRequest, PushAppView},
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
    usecase::push_app,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_push_apps, add_push_app))
        .routes(routes!(replace_push_app, remove_push_app))
}

/// Lists push apps
///
/// `topic` of a browser app is the `applicationServerKey` to subscribe with.
#[utoipa::path(
    get,
    path = "/v1/push_apps",
    tag = "push",
    params(PageParams),
    responses((status = 200, description = "A page of push apps.", body = Page<PushAppView>)),
    security(("agent" = []))
)]
pub async fn list_push_apps(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<PushAppView>>> {
    Ok(Json(push_app::list(&context, &agent, &params).await?))
}

/// Adds a push app
///
/// For admins. The credentials are checked, sealed, and never shown again.
#[utoipa::path(
    post,
    path = "/v1/push_apps",
    tag = "push",
    request_body = PushAppRequest,
    responses((status = 201, description = "The push app.", body = PushAppView)),
    security(("agent" = []))
)]
pub async fn add_push_app(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<PushAppRequest>,
) -> Result<(StatusCode, Json<PushAppView>)> {
    let added = push_app::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Replaces a push app's name and credentials
///
/// For admins. The provider stays; without a `private_key` a browser app keeps its own. Under another topic the devices
/// have to register again.
#[utoipa::path(
    put,
    path = "/v1/push_apps/{push_app_id}",
    tag = "push",
    params(("push_app_id" = Uuid, Path, description = "The push app.")),
    request_body = PushAppRequest,
    responses((status = 200, description = "The push app, as it is now.", body = PushAppView)),
    security(("agent" = []))
)]
pub async fn replace_push_app(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(push_app_id): Segments<Uuid>,
    Body(request): Body<PushAppRequest>,
) -> Result<Json<PushAppView>> {
    Ok(Json(push_app::replace(&context, &admin, push_app_id, request).await?))
}

/// Removes a push app
///
/// For admins. Its devices' tokens are dead then (`push_app_removed`).
#[utoipa::path(
    delete,
    path = "/v1/push_apps/{push_app_id}",
    tag = "push",
    params(("push_app_id" = Uuid, Path, description = "The push app.")),
    responses((status = 204, description = "The push app is gone.")),
    security(("agent" = []))
)]
pub async fn remove_push_app(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(push_app_id): Segments<Uuid>,
) -> Result<StatusCode> {
    push_app::remove(&context, &admin, push_app_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
