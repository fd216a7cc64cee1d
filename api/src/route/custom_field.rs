//! Fields of the service form: seen by all agents, changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    form::{AddCustomFieldRequest, CustomFieldView, UpdateCustomFieldRequest},
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
    usecase::custom_field,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_custom_fields, add_custom_field))
        .routes(routes!(update_custom_field, remove_custom_field))
}

/// Lists custom fields
///
/// Those that are not active included.
#[utoipa::path(
    get,
    path = "/v1/custom_fields",
    tag = "registers",
    params(PageParams),
    responses((status = 200, description = "A page of custom fields.", body = Page<CustomFieldView>)),
    security(("agent" = []))
)]
pub async fn list_custom_fields(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<CustomFieldView>>> {
    Ok(Json(custom_field::list(&context, &agent, &params).await?))
}

/// Adds a custom field
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/custom_fields",
    tag = "registers",
    request_body = AddCustomFieldRequest,
    responses((status = 201, description = "The custom field.", body = CustomFieldView)),
    security(("agent" = []))
)]
pub async fn add_custom_field(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddCustomFieldRequest>,
) -> Result<(StatusCode, Json<CustomFieldView>)> {
    let added = custom_field::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a custom field
///
/// For admins. What is left out stays.
#[utoipa::path(
    patch,
    path = "/v1/custom_fields/{field_id}",
    tag = "registers",
    params(("field_id" = Uuid, Path, description = "The custom field.")),
    request_body = UpdateCustomFieldRequest,
    responses((status = 200, description = "The custom field.", body = CustomFieldView)),
    security(("agent" = []))
)]
pub async fn update_custom_field(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(field_id): Segments<Uuid>,
    Body(request): Body<UpdateCustomFieldRequest>,
) -> Result<Json<CustomFieldView>> {
    Ok(Json(custom_field::update(&context, &admin, field_id, request).await?))
}

/// Removes a custom field
///
/// For admins. Chats keep what was filled in.
#[utoipa::path(
    delete,
    path = "/v1/custom_fields/{field_id}",
    tag = "registers",
    params(("field_id" = Uuid, Path, description = "The custom field.")),
    responses((status = 204, description = "The custom field is gone.")),
    security(("agent" = []))
)]
pub async fn remove_custom_field(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(field_id): Segments<Uuid>,
) -> Result<StatusCode> {
    custom_field::remove(&context, &admin, field_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
