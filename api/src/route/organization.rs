//! The organization and its settings.

use axum::{Json, extract::State};
use pronto_protocol::organization::{OrganizationView, UpdateOrganizationRequest};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::{authenticate::Admin, body::Body},
    usecase::organization,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show_organization, update_organization))
}

/// Shows the organization
#[utoipa::path(
    get,
    path = "/v1/organization",
    tag = "agents",
    responses((status = 200, description = "The agent's organization.", body = OrganizationView)),
    security(("agent" = []))
)]
pub async fn show_organization(State(context): State<Context>, agent: Agent) -> Result<Json<OrganizationView>> {
    Ok(Json(organization::show(&context, &agent).await?))
}

/// Changes the organization
///
/// For admins; what is left out stays.
#[utoipa::path(
    patch,
    path = "/v1/organization",
    tag = "agents",
    request_body = UpdateOrganizationRequest,
    responses((status = 200, description = "The organization, as it is now.", body = OrganizationView)),
    security(("agent" = []))
)]
pub async fn update_organization(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<UpdateOrganizationRequest>,
) -> Result<Json<OrganizationView>> {
    Ok(Json(organization::update(&context, &admin, request).await?))
}
