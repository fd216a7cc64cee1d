//! Whispers of agents.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    message::EditTextRequest,
    whisper::{SendWhisperRequest, WhisperView},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    limit::LimitClass,
    middleware::{
        body::{Body, Segments},
        peer,
    },
    usecase::whisper,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(send_whisper)).routes(routes!(edit_whisper, delete_whisper))
}

/// Whispers to the agents of a chat
///
/// The visitor never sees it. The same `client_id` again gives the first result.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/whispers",
    tag = "messages",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = SendWhisperRequest,
    responses((status = 201, description = "The whisper, as it was first sent.", body = WhisperView)),
    security(("agent" = []))
)]
pub async fn send_whisper(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SendWhisperRequest>,
) -> Result<(StatusCode, Json<WhisperView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let sent = whisper::send(&context, &agent, chat_id, request).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// Edits one's own whisper
#[utoipa::path(
    patch,
    path = "/v1/chats/{chat_id}/whispers/{whisper_id}",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "The chat."),
        ("whisper_id" = Uuid, Path, description = "One's own whisper.")
    ),
    request_body = EditTextRequest,
    responses((status = 200, description = "The whisper.", body = WhisperView)),
    security(("agent" = []))
)]
pub async fn edit_whisper(
    State(context): State<Context>,
    agent: Agent,
    Segments((chat_id, whisper_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<EditTextRequest>,
) -> Result<Json<WhisperView>> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    Ok(Json(whisper::edit(&context, &agent, chat_id, whisper_id, request).await?))
}

/// Deletes one's own whisper
///
/// Its place stays, its text is gone.
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat_id}/whispers/{whisper_id}",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "The chat."),
        ("whisper_id" = Uuid, Path, description = "One's own whisper.")
    ),
    responses((status = 204, description = "It is deleted.")),
    security(("agent" = []))
)]
pub async fn delete_whisper(
    State(context): State<Context>,
    agent: Agent,
    Segments((chat_id, whisper_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    whisper::delete(&context, &agent, chat_id, whisper_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
