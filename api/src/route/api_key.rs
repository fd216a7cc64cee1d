//! API keys, for admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    api_key::{AddApiKeyRequest, AddedApiKeyView, ApiKeyView},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Body, Params, Segments},
    },
    page::PageParams,
    usecase::api_key,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_api_keys, add_api_key)).routes(routes!(revoke_api_key))
}

/// Lists API keys
///
/// For admins: revoked ones included, the keys themselves never.
#[utoipa::path(
    get,
    path = "/v1/api_keys",
    tag = "integrations",
    params(PageParams),
    responses((status = 200, description = "A page of API keys.", body = Page<ApiKeyView>)),
    security(("agent" = []))
)]
pub async fn list_api_keys(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<ApiKeyView>>> {
    Ok(Json(api_key::list(&context, &admin, &params).await?))
}

/// Makes an API key
///
/// For admins. `secret` is told here and never again; only its hash is kept.
#[utoipa::path(
    post,
    path = "/v1/api_keys",
    tag = "integrations",
    request_body = AddApiKeyRequest,
    responses((status = 201, description = "The key and its secret.", body = AddedApiKeyView)),
    security(("agent" = []))
)]
pub async fn add_api_key(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddApiKeyRequest>,
) -> Result<(StatusCode, Json<AddedApiKeyView>)> {
    Ok((StatusCode::CREATED, Json(api_key::add(&context, &admin, request).await?)))
}

/// Revokes an API key
///
/// For admins: its next request is refused. Revoking it again is no change.
#[utoipa::path(
    delete,
    path = "/v1/api_keys/{api_key_id}",
    tag = "integrations",
    params(("api_key_id" = Uuid, Path, description = "The key.")),
    responses((status = 204, description = "The key opens nothing any more.")),
    security(("agent" = []))
)]
pub async fn revoke_api_key(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(api_key_id): Segments<Uuid>,
) -> Result<StatusCode> {
    api_key::revoke(&context, &admin, api_key_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
