//! A person's own, for admins: exported and erased.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::person::{ErasureView, PersonExportView, PersonSelector};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    context::Context,
    error::Result,
    middleware::{authenticate::Admin, body::Body},
    usecase::person,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(export_person)).routes(routes!(erase_person))
}

/// Exports a person
///
/// For admins: everything that is kept of a person, with addresses of the files. That it was done is on record.
#[utoipa::path(
    post,
    path = "/v1/people/export",
    tag = "admin",
    request_body = PersonSelector,
    responses((status = 200, description = "What is kept.", body = PersonExportView)),
    security(("agent" = []))
)]
pub async fn export_person(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(of): Body<PersonSelector>,
) -> Result<Json<PersonExportView>> {
    Ok(Json(person::export(&context, &admin, &of).await?))
}

/// Erases a person
///
/// For admins: names, addresses, answers, messages, whispers, notes, files and logged webhooks; the contacts that stand for the
/// person, with identities and notes, and what their tickets say. That there were chats and tickets, when, and who answered stays.
/// Open chats have to be closed first; of a browser that several contacts have used, one is named by `contact_id`.
#[utoipa::path(
    post,
    path = "/v1/people/erase",
    tag = "admin",
    request_body = PersonSelector,
    responses((status = 202, description = "What is being erased.", body = ErasureView)),
    security(("agent" = []))
)]
pub async fn erase_person(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(of): Body<PersonSelector>,
) -> Result<(StatusCode, Json<ErasureView>)> {
    Ok((StatusCode::ACCEPTED, Json(person::erase(&context, &admin, of).await?)))
}
