//! Panels: kept by admins, opened beside chats.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    panel::{ChatPanelView, PanelRequest, PanelSecretView, PanelView},
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
    usecase::panel,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_panels, add_panel))
        .routes(routes!(replace_panel, remove_panel))
        .routes(routes!(renew_panel_secret))
        .routes(routes!(list_chat_panels))
}

/// Lists panels
///
/// For admins.
#[utoipa::path(
    get,
    path = "/v1/panels",
    tag = "knowledge",
    params(PageParams),
    responses((status = 200, description = "A page of panels.", body = Page<PanelView>)),
    security(("agent" = []))
)]
pub async fn list_panels(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<PanelView>>> {
    Ok(Json(panel::list(&context, &admin, &params).await?))
}

/// Adds a panel
///
/// For admins. The secret that signs its contexts is shown this once.
#[utoipa::path(
    post,
    path = "/v1/panels",
    tag = "knowledge",
    request_body = PanelRequest,
    responses((status = 201, description = "The panel and its secret.", body = PanelSecretView)),
    security(("agent" = []))
)]
pub async fn add_panel(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<PanelRequest>,
) -> Result<(StatusCode, Json<PanelSecretView>)> {
    let added = panel::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Replaces a panel
///
/// For admins. Its secret stays.
#[utoipa::path(
    put,
    path = "/v1/panels/{panel_id}",
    tag = "knowledge",
    params(("panel_id" = Uuid, Path, description = "The panel.")),
    request_body = PanelRequest,
    responses((status = 200, description = "The panel, as it is now.", body = PanelView)),
    security(("agent" = []))
)]
pub async fn replace_panel(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(panel_id): Segments<Uuid>,
    Body(request): Body<PanelRequest>,
) -> Result<Json<PanelView>> {
    Ok(Json(panel::replace(&context, &admin, panel_id, request).await?))
}

/// Removes a panel
///
/// For admins.
#[utoipa::path(
    delete,
    path = "/v1/panels/{panel_id}",
    tag = "knowledge",
    params(("panel_id" = Uuid, Path, description = "The panel.")),
    responses((status = 204, description = "It is gone.")),
    security(("agent" = []))
)]
pub async fn remove_panel(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(panel_id): Segments<Uuid>,
) -> Result<StatusCode> {
    panel::remove(&context, &admin, panel_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a panel a new secret
///
/// For admins. It is shown this once; what was signed with the old one no longer verifies.
#[utoipa::path(
    post,
    path = "/v1/panels/{panel_id}/secret",
    tag = "knowledge",
    params(("panel_id" = Uuid, Path, description = "The panel.")),
    responses((status = 200, description = "The panel and its new secret.", body = PanelSecretView)),
    security(("agent" = []))
)]
pub async fn renew_panel_secret(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(panel_id): Segments<Uuid>,
) -> Result<Json<PanelSecretView>> {
    Ok(Json(panel::renew_secret(&context, &admin, panel_id).await?))
}

/// Lists the panels beside a chat
///
/// Those that the agent's profile is offered, each as an address ready to be opened. It holds a JWT (`PanelContext`, HS256
/// with the panel's secret) that ends after five minutes: ask again then.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/panels",
    tag = "knowledge",
    params(("chat_id" = Uuid, Path, description = "The chat."), PageParams),
    responses((status = 200, description = "A page of panels.", body = Page<ChatPanelView>)),
    security(("agent" = []))
)]
pub async fn list_chat_panels(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<ChatPanelView>>> {
    Ok(Json(panel::offer_panels(&context, &agent, chat_id, &params).await?))
}
