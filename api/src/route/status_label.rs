//! Status labels: seen by all agents, changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    status_label::{AddStatusLabelRequest, StatusLabelView, UpdateStatusLabelRequest},
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
    usecase::status_label,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_status_labels, add_status_label))
        .routes(routes!(update_status_label, remove_status_label))
}

/// Lists status labels
///
/// Those that are not active included.
#[utoipa::path(
    get,
    path = "/v1/status_labels",
    tag = "registers",
    params(PageParams),
    responses((status = 200, description = "A page of status labels.", body = Page<StatusLabelView>)),
    security(("agent" = []))
)]
pub async fn list_status_labels(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<StatusLabelView>>> {
    Ok(Json(status_label::list(&context, &agent, &params).await?))
}

/// Adds a status label
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/status_labels",
    tag = "registers",
    request_body = AddStatusLabelRequest,
    responses((status = 201, description = "The status label.", body = StatusLabelView)),
    security(("agent" = []))
)]
pub async fn add_status_label(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddStatusLabelRequest>,
) -> Result<(StatusCode, Json<StatusLabelView>)> {
    let added = status_label::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a status label
///
/// For admins. What is left out stays.
#[utoipa::path(
    patch,
    path = "/v1/status_labels/{label_id}",
    tag = "registers",
    params(("label_id" = Uuid, Path, description = "The status label.")),
    request_body = UpdateStatusLabelRequest,
    responses((status = 200, description = "The status label.", body = StatusLabelView)),
    security(("agent" = []))
)]
pub async fn update_status_label(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(label_id): Segments<Uuid>,
    Body(request): Body<UpdateStatusLabelRequest>,
) -> Result<Json<StatusLabelView>> {
    Ok(Json(status_label::update(&context, &admin, label_id, request).await?))
}

/// Removes a status label
///
/// For admins. Each state keeps an active one. One that chats have stays; make it inactive instead.
#[utoipa::path(
    delete,
    path = "/v1/status_labels/{label_id}",
    tag = "registers",
    params(("label_id" = Uuid, Path, description = "The status label.")),
    responses((status = 204, description = "The status label is gone.")),
    security(("agent" = []))
)]
pub async fn remove_status_label(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(label_id): Segments<Uuid>,
) -> Result<StatusCode> {
    status_label::remove(&context, &admin, label_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
