//! Mail accounts, for admins; passwords go in and never come out.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    mail::{MailAccountRequest, MailAccountView, TestMailRequest, TestMailView},
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
    usecase::mail_account,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_mail_accounts, add_mail_account))
        .routes(routes!(replace_mail_account, remove_mail_account))
        .routes(routes!(test_mail_account))
}

/// Lists mail accounts
#[utoipa::path(
    get,
    path = "/v1/mail_accounts",
    tag = "mail",
    params(PageParams),
    responses((status = 200, description = "A page of mail accounts.", body = Page<MailAccountView>)),
    security(("agent" = []))
)]
pub async fn list_mail_accounts(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<MailAccountView>>> {
    Ok(Json(mail_account::list(&context, &admin, &page).await?))
}

/// Adds a mail account
///
/// For admins: one for the organization, and one for each queue that has its own.
#[utoipa::path(
    post,
    path = "/v1/mail_accounts",
    tag = "mail",
    request_body = MailAccountRequest,
    responses((status = 201, description = "The account.", body = MailAccountView)),
    security(("agent" = []))
)]
pub async fn add_mail_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<MailAccountRequest>,
) -> Result<(StatusCode, Json<MailAccountView>)> {
    let added = mail_account::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Replaces a mail account
///
/// For admins. Without a password the kept one stays, unless the server or the name is another.
#[utoipa::path(
    put,
    path = "/v1/mail_accounts/{mail_account_id}",
    tag = "mail",
    params(("mail_account_id" = Uuid, Path, description = "The account.")),
    request_body = MailAccountRequest,
    responses((status = 200, description = "The account, as it is now.", body = MailAccountView)),
    security(("agent" = []))
)]
pub async fn replace_mail_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(mail_account_id): Segments<Uuid>,
    Body(request): Body<MailAccountRequest>,
) -> Result<Json<MailAccountView>> {
    Ok(Json(mail_account::replace(&context, &admin, mail_account_id, request).await?))
}

/// Removes a mail account
#[utoipa::path(
    delete,
    path = "/v1/mail_accounts/{mail_account_id}",
    tag = "mail",
    params(("mail_account_id" = Uuid, Path, description = "The account.")),
    responses((status = 204, description = "The account is gone.")),
    security(("agent" = []))
)]
pub async fn remove_mail_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(mail_account_id): Segments<Uuid>,
) -> Result<StatusCode> {
    mail_account::remove(&context, &admin, mail_account_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test mail
///
/// For admins. Answers when the mail server has, with its own words.
#[utoipa::path(
    post,
    path = "/v1/mail_accounts/{mail_account_id}/test",
    tag = "mail",
    params(("mail_account_id" = Uuid, Path, description = "The account.")),
    request_body = TestMailRequest,
    responses((status = 200, description = "What became of it.", body = TestMailView)),
    security(("agent" = []))
)]
pub async fn test_mail_account(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(mail_account_id): Segments<Uuid>,
    Body(request): Body<TestMailRequest>,
) -> Result<Json<TestMailView>> {
    Ok(Json(mail_account::test(&context, &admin, mail_account_id, request).await?))
}
