//! WhatsApp numbers, for admins; tokens and secrets go in and never come out.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    whatsapp::{WhatsappAccountRequest, WhatsappAccountView, WhatsappCheckView},
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
    usecase::whatsapp_account,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_whatsapp_accounts, add_whatsapp_account))
        .routes(routes!(replace_whatsapp_account, remove_whatsapp_account))
        .routes(routes!(check_whatsapp_account))
}

/// Lists WhatsApp numbers
#[utoipa::path(
    get,
    path = "/v1/whatsapp_accounts",
    tag = "whatsapp",
    params(PageParams),
    responses((status = 200, description = "A page of numbers.", body = Page<WhatsappAccountView>)),
    security(("agent" = []))
)]
pub async fn list_whatsapp_accounts(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<WhatsappAccountView>>> {
    Ok(Json(whatsapp_account::list(&context, &admin, &page).await?))
}

/// Adds a WhatsApp number
///
/// For admins. The answer tells the callback URL that is entered in the provider's app.
#[utoipa::path(
    post,
    path = "/v1/whatsapp_accounts",
    tag = "whatsapp",
    request_body = WhatsappAccountRequest,
    responses((status = 201, description = "The number.", body = WhatsappAccountView)),
    security(("agent" = []))
)]
pub async fn add_whatsapp_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<WhatsappAccountRequest>,
) -> Result<(StatusCode, Json<WhatsappAccountView>)> {
    Ok((StatusCode::CREATED, Json(whatsapp_account::add(&context, &admin, request).await?)))
}

/// Replaces a WhatsApp number's settings
///
/// For admins. Secrets that are left out stay, unless `phone_number_id` is another.
#[utoipa::path(
    put,
    path = "/v1/whatsapp_accounts/{whatsapp_account_id}",
    tag = "whatsapp",
    params(("whatsapp_account_id" = Uuid, Path, description = "The number's id.")),
    request_body = WhatsappAccountRequest,
    responses((status = 200, description = "The number, as it is now.", body = WhatsappAccountView)),
    security(("agent" = []))
)]
pub async fn replace_whatsapp_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(whatsapp_account_id): Segments<Uuid>,
    Body(request): Body<WhatsappAccountRequest>,
) -> Result<Json<WhatsappAccountView>> {
    Ok(Json(whatsapp_account::replace(&context, &admin, whatsapp_account_id, request).await?))
}

/// Removes a WhatsApp number
///
/// For admins; not while a chat that came in by it is open.
#[utoipa::path(
    delete,
    path = "/v1/whatsapp_accounts/{whatsapp_account_id}",
    tag = "whatsapp",
    params(("whatsapp_account_id" = Uuid, Path, description = "The number's id.")),
    responses((status = 204, description = "The number is gone.")),
    security(("agent" = []))
)]
pub async fn remove_whatsapp_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(whatsapp_account_id): Segments<Uuid>,
) -> Result<StatusCode> {
    whatsapp_account::remove(&context, &admin, whatsapp_account_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Checks a WhatsApp number
///
/// For admins. Asks WhatsApp whether it knows the number and accepts the token, and tells its own words.
#[utoipa::path(
    post,
    path = "/v1/whatsapp_accounts/{whatsapp_account_id}/check",
    tag = "whatsapp",
    params(("whatsapp_account_id" = Uuid, Path, description = "The number's id.")),
    responses((status = 200, description = "What it says.", body = WhatsappCheckView)),
    security(("agent" = []))
)]
pub async fn check_whatsapp_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(whatsapp_account_id): Segments<Uuid>,
) -> Result<Json<WhatsappCheckView>> {
    Ok(Json(whatsapp_account::check(&context, &admin, whatsapp_account_id).await?))
}
