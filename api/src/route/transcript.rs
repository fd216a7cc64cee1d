//! Transcripts as files.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Response, header},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::file::FileBytes;
use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::{Error, Result},
    middleware::body::Segments,
    usecase::transcript::{self, Transcript},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(print_transcript)).routes(routes!(print_own_transcript))
}

/// Prints a chat
///
/// What was said, as PDF: author, role and time of every message in the organization's time zone, attachments by name.
/// Whispers and notes are never in it.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/transcript.pdf",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((
        status = 200,
        description = "The transcript.",
        body = inline(FileBytes),
        content_type = "application/pdf"
    )),
    security(("agent" = []))
)]
pub async fn print_transcript(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Response<Body>> {
    answer(transcript::print(&context, &agent, chat_id).await?).map_err(Error::internal)
}

/// Prints the visitor's own chat
///
/// Where the organization allows it; in the visitor's language.
#[utoipa::path(
    get,
    path = "/v1/visitor/chats/{chat_id}/transcript.pdf",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((
        status = 200,
        description = "The transcript.",
        body = inline(FileBytes),
        content_type = "application/pdf"
    )),
    security(("visitor" = []))
)]
pub async fn print_own_transcript(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Response<Body>> {
    answer(transcript::print_own(&context, visitor, chat_id).await?).map_err(Error::internal)
}

fn answer(transcript: Transcript) -> Result<Response<Body>, http::Error> {
    Response::builder()
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"))
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", transcript.name))
        .header(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"))
        .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
        .body(Body::from(transcript.bytes))
}
