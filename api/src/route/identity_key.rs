//! Identity keys, for admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    identity::{AddIdentityKeyRequest, AddedIdentityKeyView, IdentityKeyView},
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
    usecase::identity_key,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_identity_keys, add_identity_key)).routes(routes!(remove_identity_key))
}

/// Lists identity keys
///
/// For admins.
#[utoipa::path(
    get,
    path = "/v1/identity_keys",
    tag = "integrations",
    params(PageParams),
    responses((status = 200, description = "A page of identity keys.", body = Page<IdentityKeyView>)),
    security(("agent" = []))
)]
pub async fn list_identity_keys(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<IdentityKeyView>>> {
    Ok(Json(identity_key::list(&context, &admin, &params).await?))
}

/// Adds an identity key
///
/// For admins: with it the organization's own system signs who a visitor is. Two may be live, so that one can replace the
/// other.
#[utoipa::path(
    post,
    path = "/v1/identity_keys",
    tag = "integrations",
    request_body = AddIdentityKeyRequest,
    responses((status = 201, description = "The key, and its secret if it has one.", body = AddedIdentityKeyView)),
    security(("agent" = []))
)]
pub async fn add_identity_key(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddIdentityKeyRequest>,
) -> Result<(StatusCode, Json<AddedIdentityKeyView>)> {
    Ok((StatusCode::CREATED, Json(identity_key::add(&context, &admin, request).await?)))
}

/// Removes an identity key
///
/// For admins: what it signed vouches for nobody any more.
#[utoipa::path(
    delete,
    path = "/v1/identity_keys/{identity_key_id}",
    tag = "integrations",
    params(("identity_key_id" = Uuid, Path, description = "The key.")),
    responses((status = 204, description = "The key is gone.")),
    security(("agent" = []))
)]
pub async fn remove_identity_key(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(identity_key_id): Segments<Uuid>,
) -> Result<StatusCode> {
    identity_key::remove(&context, &admin, identity_key_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
