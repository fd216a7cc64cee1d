//! Notes on chats.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    message::EditTextRequest,
    note::{AddNoteRequest, NoteView},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    limit::LimitClass,
    middleware::{
        body::{Body, Params, Segments},
        peer,
    },
    page::PageParams,
    usecase::note,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_notes, add_note)).routes(routes!(edit_note, delete_note))
}

/// Lists the notes of a chat
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/notes",
    tag = "messages",
    params(("chat_id" = Uuid, Path, description = "The chat."), PageParams),
    responses((status = 200, description = "A page of notes.", body = Page<NoteView>)),
    security(("agent" = []))
)]
pub async fn list_notes(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<NoteView>>> {
    Ok(Json(note::list(&context, &agent, chat_id, &page).await?))
}

/// Writes a note on a chat
///
/// Open or closed; the visitor never sees it. The same `client_id` again gives the first result.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/notes",
    tag = "messages",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = AddNoteRequest,
    responses((status = 201, description = "The note.", body = NoteView)),
    security(("agent" = []))
)]
pub async fn add_note(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<AddNoteRequest>,
) -> Result<(StatusCode, Json<NoteView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let added = note::add(&context, &agent, chat_id, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Edits a note
///
/// One's own; admins edit any.
#[utoipa::path(
    patch,
    path = "/v1/chats/{chat_id}/notes/{note_id}",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "The chat."),
        ("note_id" = Uuid, Path, description = "The note.")
    ),
    request_body = EditTextRequest,
    responses((status = 200, description = "The note.", body = NoteView)),
    security(("agent" = []))
)]
pub async fn edit_note(
    State(context): State<Context>,
    agent: Agent,
    Segments((chat_id, note_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<EditTextRequest>,
) -> Result<Json<NoteView>> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    Ok(Json(note::edit(&context, &agent, chat_id, note_id, request).await?))
}

/// Deletes a note
///
/// One's own; admins delete any.
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat_id}/notes/{note_id}",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "The chat."),
        ("note_id" = Uuid, Path, description = "The note.")
    ),
    responses((status = 204, description = "It is deleted.")),
    security(("agent" = []))
)]
pub async fn delete_note(
    State(context): State<Context>,
    agent: Agent,
    Segments((chat_id, note_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    note::delete(&context, &agent, chat_id, note_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
