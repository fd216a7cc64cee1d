//! Mails to visitors: what was written, what became of it, and transcripts asked for.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    mail::{MailState, MailView},
    page::Page,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Params, Segments},
    },
    page::PageParams,
    usecase::mail::{self, MailFilter},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_mails))
        .routes(routes!(mail_transcript))
        .routes(routes!(mail_own_transcript))
}

/// Which mails are listed.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MailParams {
    /// Those of one chat.
    pub chat_id: Option<Uuid>,
    /// Those that stand so.
    pub state: Option<MailState>,
}

/// Lists mails
///
/// For admins, newest first: each mail with its fate and the mail server's own words.
#[utoipa::path(
    get,
    path = "/v1/mails",
    tag = "mail",
    params(MailParams, PageParams),
    responses((status = 200, description = "A page of mails.", body = Page<MailView>)),
    security(("agent" = []))
)]
pub async fn list_mails(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(params): Params<MailParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<MailView>>> {
    let filter = MailFilter { chat_id: params.chat_id, state: params.state };
    Ok(Json(mail::list(&context, &admin, filter, &page).await?))
}

/// Mails a chat's transcript to its visitor
///
/// To the address that was typed in this chat, and to no other. Again is no second mail while the first is on its way.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/transcript_mails",
    tag = "mail",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 204, description = "The mail is on its way.")),
    security(("agent" = []))
)]
pub async fn mail_transcript(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<StatusCode> {
    mail::request_transcript(&context, &agent, chat_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mails the transcript of the visitor's own chat
///
/// To the address that was typed in this chat, and to no other. Again is no second mail while the first is on its way.
#[utoipa::path(
    post,
    path = "/v1/visitor/chats/{chat_id}/transcript_mails",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 204, description = "The mail is on its way.")),
    security(("visitor" = []))
)]
pub async fn mail_own_transcript(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
) -> Result<StatusCode> {
    mail::request_own_transcript(&context, visitor, chat_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
