//! Invitations, kept by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    approach::{InvitationRequest, InvitationView},
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
    usecase::invitation,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_invitations, add_invitation))
        .routes(routes!(replace_invitation, remove_invitation))
}

/// Lists invitations
///
/// With the permission `approach_visitors`, by name.
#[utoipa::path(
    get,
    path = "/v1/invitations",
    tag = "visits",
    params(PageParams),
    responses((status = 200, description = "A page of invitations.", body = Page<InvitationView>)),
    security(("agent" = []))
)]
pub async fn list_invitations(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<InvitationView>>> {
    Ok(Json(invitation::list(&context, &agent, &params).await?))
}

/// Adds an invitation
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/invitations",
    tag = "visits",
    request_body = InvitationRequest,
    responses((status = 201, description = "The invitation.", body = InvitationView)),
    security(("agent" = []))
)]
pub async fn add_invitation(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<InvitationRequest>,
) -> Result<(StatusCode, Json<InvitationView>)> {
    let added = invitation::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Replaces an invitation
///
/// For admins; what was sent stays as it was.
#[utoipa::path(
    put,
    path = "/v1/invitations/{invitation_id}",
    tag = "visits",
    params(("invitation_id" = Uuid, Path, description = "The invitation.")),
    request_body = InvitationRequest,
    responses((status = 200, description = "The invitation, as it is now.", body = InvitationView)),
    security(("agent" = []))
)]
pub async fn replace_invitation(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(invitation_id): Segments<Uuid>,
    Body(request): Body<InvitationRequest>,
) -> Result<Json<InvitationView>> {
    Ok(Json(invitation::replace(&context, &admin, invitation_id, request).await?))
}

/// Removes an invitation
///
/// For admins; what was sent stays on record.
#[utoipa::path(
    delete,
    path = "/v1/invitations/{invitation_id}",
    tag = "visits",
    params(("invitation_id" = Uuid, Path, description = "The invitation.")),
    responses((status = 204, description = "It is gone.")),
    security(("agent" = []))
)]
pub async fn remove_invitation(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(invitation_id): Segments<Uuid>,
) -> Result<StatusCode> {
    invitation::remove(&context, &admin, invitation_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
