//! Notes about contacts.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{contact::ContactNoteView, message::EditTextRequest, note::AddNoteRequest, page::Page};
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
    usecase::contact_note,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_contact_notes, add_contact_note))
        .routes(routes!(edit_contact_note, delete_contact_note))
}

/// Lists the notes about a contact
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/v1/contacts/{contact_id}/notes",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact."), PageParams),
    responses((status = 200, description = "A page of notes.", body = Page<ContactNoteView>)),
    security(("agent" = []))
)]
pub async fn list_contact_notes(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<ContactNoteView>>> {
    Ok(Json(contact_note::list(&context, &agent, contact_id, &page).await?))
}

/// Writes a note about a contact
///
/// No visitor ever sees it. The same `client_id` again gives the first result.
#[utoipa::path(
    post,
    path = "/v1/contacts/{contact_id}/notes",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact.")),
    request_body = AddNoteRequest,
    responses((status = 201, description = "The note.", body = ContactNoteView)),
    security(("agent" = []))
)]
pub async fn add_contact_note(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
    Body(request): Body<AddNoteRequest>,
) -> Result<(StatusCode, Json<ContactNoteView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let added = contact_note::add(&context, &agent, contact_id, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Edits a note about a contact
///
/// One's own; admins edit any.
#[utoipa::path(
    patch,
    path = "/v1/contacts/{contact_id}/notes/{note_id}",
    tag = "contacts",
    params(
        ("contact_id" = Uuid, Path, description = "The contact."),
        ("note_id" = Uuid, Path, description = "The note.")
    ),
    request_body = EditTextRequest,
    responses((status = 200, description = "The note.", body = ContactNoteView)),
    security(("agent" = []))
)]
pub async fn edit_contact_note(
    State(context): State<Context>,
    agent: Agent,
    Segments((contact_id, note_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<EditTextRequest>,
) -> Result<Json<ContactNoteView>> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    Ok(Json(contact_note::edit(&context, &agent, contact_id, note_id, request).await?))
}

/// Deletes a note about a contact
///
/// One's own; admins delete any.
#[utoipa::path(
    delete,
    path = "/v1/contacts/{contact_id}/notes/{note_id}",
    tag = "contacts",
    params(
        ("contact_id" = Uuid, Path, description = "The contact."),
        ("note_id" = Uuid, Path, description = "The note.")
    ),
    responses((status = 204, description = "It is deleted.")),
    security(("agent" = []))
)]
pub async fn delete_contact_note(
    State(context): State<Context>,
    agent: Agent,
    Segments((contact_id, note_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    contact_note::delete(&context, &agent, contact_id, note_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
