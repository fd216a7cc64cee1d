//! Attachments of agents and visitors.

mod name;

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use pronto_protocol::attachment::{AttachmentLinksView, AttachmentView};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::name::declared_name;
use super::file::FileBytes;
use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::Result,
    limit::LimitClass,
    middleware::{body::Segments, peer},
    usecase::{attachment, message::Author},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(upload_attachment))
        .routes(routes!(link_attachment))
        .routes(routes!(upload_own_attachment))
        .routes(routes!(link_own_attachment))
}

/// Uploads a file to a chat
///
/// The body is the file itself. Its type is told by its bytes; pictures are drawn again, without place and camera. It is
/// sent by naming it in a message. At most the smaller of the organization's `attachment_limit_bytes` and the server's
/// (2,097,152 bytes unless set); more is `payload_too_large`.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/attachments",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "A chat one is in."),
        ("X-File-Name" = Option<String>, Header, description = "The file's name, UTF-8 and percent-encoded.")
    ),
    request_body(content = inline(FileBytes), content_type = "application/octet-stream", description = "The file."),
    responses((status = 201, description = "The attachment, not yet sent.", body = AttachmentView)),
    security(("agent" = []))
)]
pub async fn upload_attachment(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<AttachmentView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let name = declared_name(&headers)?;
    let uploaded = attachment::upload(&context, Author::Agent(&agent), chat_id, &name, body.into_data_stream()).await?;
    Ok((StatusCode::CREATED, Json(uploaded)))
}

/// Links to an attachment
///
/// Addresses that anybody can open for five minutes.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/attachments/{attachment_id}",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "The chat."),
        ("attachment_id" = Uuid, Path, description = "The attachment.")
    ),
    responses((status = 200, description = "The addresses.", body = AttachmentLinksView)),
    security(("agent" = []))
)]
pub async fn link_attachment(
    State(context): State<Context>,
    agent: Agent,
    Segments((chat_id, attachment_id)): Segments<(Uuid, Uuid)>,
) -> Result<Json<AttachmentLinksView>> {
    Ok(Json(attachment::link(&context, Author::Agent(&agent), chat_id, attachment_id).await?))
}

/// Uploads a file to a chat as the visitor
///
/// The body is the file itself. Its type is told by its bytes; pictures are drawn again, without place and camera. It is
/// sent by naming it in a message. At most the smaller of the organization's `attachment_limit_bytes` and the server's
/// (2,097,152 bytes unless set); more is `payload_too_large`.
#[utoipa::path(
    post,
    path = "/v1/visitor/chats/{chat_id}/attachments",
    tag = "visitor",
    params(
        ("chat_id" = Uuid, Path, description = "The visitor's own chat."),
        ("X-File-Name" = Option<String>, Header, description = "The file's name, UTF-8 and percent-encoded.")
    ),
    request_body(content = inline(FileBytes), content_type = "application/octet-stream", description = "The file."),
    responses((status = 201, description = "The attachment, not yet sent.", body = AttachmentView)),
    security(("visitor" = []))
)]
pub async fn upload_own_attachment(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<AttachmentView>)> {
    peer::check(&context, LimitClass::Message, &visitor.id.to_string())?;
    let name = declared_name(&headers)?;
    let uploaded =
        attachment::upload(&context, Author::Visitor(visitor), chat_id, &name, body.into_data_stream()).await?;
    Ok((StatusCode::CREATED, Json(uploaded)))
}

/// Links to an attachment as the visitor
///
/// Addresses that anybody can open for five minutes.
#[utoipa::path(
    get,
    path = "/v1/visitor/chats/{chat_id}/attachments/{attachment_id}",
    tag = "visitor",
    params(
        ("chat_id" = Uuid, Path, description = "The visitor's own chat."),
        ("attachment_id" = Uuid, Path, description = "The attachment.")
    ),
    responses((status = 200, description = "The addresses.", body = AttachmentLinksView)),
    security(("visitor" = []))
)]
pub async fn link_own_attachment(
    State(context): State<Context>,
    visitor: Visitor,
    Segments((chat_id, attachment_id)): Segments<(Uuid, Uuid)>,
) -> Result<Json<AttachmentLinksView>> {
    Ok(Json(attachment::link(&context, Author::Visitor(visitor), chat_id, attachment_id).await?))
}
