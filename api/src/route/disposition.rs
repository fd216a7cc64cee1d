//! Dispositions: seen by all agents, changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    disposition::{AddDispositionRequest, DispositionView, UpdateDispositionRequest},
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
    usecase::disposition,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_dispositions, add_disposition))
        .routes(routes!(update_disposition, remove_disposition))
}

/// Lists dispositions
///
/// Those that are not active included.
#[utoipa::path(
    get,
    path = "/v1/dispositions",
    tag = "registers",
    params(PageParams),
    responses((status = 200, description = "A page of dispositions.", body = Page<DispositionView>)),
    security(("agent" = []))
)]
pub async fn list_dispositions(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<DispositionView>>> {
    Ok(Json(disposition::list(&context, &agent, &params).await?))
}

/// Adds a disposition
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/dispositions",
    tag = "registers",
    request_body = AddDispositionRequest,
    responses((status = 201, description = "The disposition.", body = DispositionView)),
    security(("agent" = []))
)]
pub async fn add_disposition(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddDispositionRequest>,
) -> Result<(StatusCode, Json<DispositionView>)> {
    let added = disposition::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a disposition
///
/// For admins. What is left out stays.
#[utoipa::path(
    patch,
    path = "/v1/dispositions/{disposition_id}",
    tag = "registers",
    params(("disposition_id" = Uuid, Path, description = "The disposition.")),
    request_body = UpdateDispositionRequest,
    responses((status = 200, description = "The disposition.", body = DispositionView)),
    security(("agent" = []))
)]
pub async fn update_disposition(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(disposition_id): Segments<Uuid>,
    Body(request): Body<UpdateDispositionRequest>,
) -> Result<Json<DispositionView>> {
    Ok(Json(disposition::update(&context, &admin, disposition_id, request).await?))
}

/// Removes a disposition
///
/// For admins. One that chats were closed with stays; make it inactive instead.
#[utoipa::path(
    delete,
    path = "/v1/dispositions/{disposition_id}",
    tag = "registers",
    params(("disposition_id" = Uuid, Path, description = "The disposition.")),
    responses((status = 204, description = "The disposition is gone.")),
    security(("agent" = []))
)]
pub async fn remove_disposition(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(disposition_id): Segments<Uuid>,
) -> Result<StatusCode> {
    disposition::remove(&context, &admin, disposition_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
