//! Canned responses.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    canned_response::{AddCannedResponseRequest, CannedResponseView, UpdateCannedResponseRequest},
    page::Page,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Params, Segments},
    page::PageParams,
    usecase::canned_response,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_canned_responses, add_canned_response)).routes(routes!(
        show_canned_response,
        update_canned_response,
        remove_canned_response
    ))
}

/// Which canned responses are listed.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CannedResponseParams {
    /// How the shortcut begins, with or without `/`.
    pub shortcut: Option<String>,
    /// Words in shortcut or text, from their beginning; accents and case do not matter.
    pub search: Option<String>,
    /// The chat to fill the variables in for: `rendered` is ready to be sent then.
    pub chat_id: Option<Uuid>,
}

/// The chat a canned response is shown for.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RenderParams {
    /// The chat to fill the variables in for.
    pub chat_id: Option<Uuid>,
}

/// Lists canned responses
///
/// The organization's, one's own and what others share, by shortcut.
#[utoipa::path(
    get,
    path = "/v1/canned_responses",
    tag = "knowledge",
    params(CannedResponseParams, PageParams),
    responses((status = 200, description = "A page of canned responses.", body = Page<CannedResponseView>)),
    security(("agent" = []))
)]
pub async fn list_canned_responses(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<CannedResponseParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<CannedResponseView>>> {
    let CannedResponseParams { shortcut, search, chat_id } = params;
    let wanted = canned_response::Wanted { shortcut, search, chat_id };
    Ok(Json(canned_response::list(&context, &agent, wanted, &page).await?))
}

/// Adds a canned response
///
/// One's own with the permission `own_canned_responses`; the organization's for admins. A variable that no chat could fill
/// is refused.
#[utoipa::path(
    post,
    path = "/v1/canned_responses",
    tag = "knowledge",
    request_body = AddCannedResponseRequest,
    responses((status = 201, description = "The canned response.", body = CannedResponseView)),
    security(("agent" = []))
)]
pub async fn add_canned_response(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<AddCannedResponseRequest>,
) -> Result<(StatusCode, Json<CannedResponseView>)> {
    let added = canned_response::add(&context, &agent, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Shows a canned response
///
/// With `chat_id` its text is rendered for that chat.
#[utoipa::path(
    get,
    path = "/v1/canned_responses/{canned_response_id}",
    tag = "knowledge",
    params(("canned_response_id" = Uuid, Path, description = "The canned response."), RenderParams),
    responses((status = 200, description = "The canned response.", body = CannedResponseView)),
    security(("agent" = []))
)]
pub async fn show_canned_response(
    State(context): State<Context>,
    agent: Agent,
    Segments(canned_response_id): Segments<Uuid>,
    Params(params): Params<RenderParams>,
) -> Result<Json<CannedResponseView>> {
    Ok(Json(canned_response::show(&context, &agent, canned_response_id, params.chat_id).await?))
}

/// Changes a canned response
///
/// One's own; admins change the organization's and what others share.
#[utoipa::path(
    patch,
    path = "/v1/canned_responses/{canned_response_id}",
    tag = "knowledge",
    params(("canned_response_id" = Uuid, Path, description = "The canned response.")),
    request_body = UpdateCannedResponseRequest,
    responses((status = 200, description = "The canned response, as it is now.", body = CannedResponseView)),
    security(("agent" = []))
)]
pub async fn update_canned_response(
    State(context): State<Context>,
    agent: Agent,
    Segments(canned_response_id): Segments<Uuid>,
    Body(request): Body<UpdateCannedResponseRequest>,
) -> Result<Json<CannedResponseView>> {
    Ok(Json(canned_response::update(&context, &agent, canned_response_id, request).await?))
}

/// Removes a canned response
///
/// One's own; admins remove the organization's and what others share.
#[utoipa::path(
    delete,
    path = "/v1/canned_responses/{canned_response_id}",
    tag = "knowledge",
    params(("canned_response_id" = Uuid, Path, description = "The canned response.")),
    responses((status = 204, description = "It is gone.")),
    security(("agent" = []))
)]
pub async fn remove_canned_response(
    State(context): State<Context>,
    agent: Agent,
    Segments(canned_response_id): Segments<Uuid>,
) -> Result<StatusCode> {
    canned_response::remove(&context, &agent, canned_response_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
