//! Messages of agents and visitors.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    message::{EditTextRequest, MessageView, SendMessageRequest},
    page::Page,
    visitor::VisitorMessageView,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::Result,
    limit::LimitClass,
    middleware::{
        body::{Body, Params, Segments},
        peer,
    },
    page::PageParams,
    usecase::message::{self, Author},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(send_message))
        .routes(routes!(edit_message, delete_message))
        .routes(routes!(send_own_message, list_own_messages))
        .routes(routes!(edit_own_message, delete_own_message))
}

/// Sends a message
///
/// The same `client_id` again gives the first result; another content under it is refused with `client_id_reused`.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/messages",
    tag = "messages",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = SendMessageRequest,
    responses((status = 201, description = "The message, as it was first sent.", body = MessageView)),
    security(("agent" = []))
)]
pub async fn send_message(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SendMessageRequest>,
) -> Result<(StatusCode, Json<MessageView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let sent = message::send(&context, Author::Agent(&agent), chat_id, request).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// Sends a message as the visitor
#[utoipa::path(
    post,
    path = "/v1/visitor/chats/{chat_id}/messages",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat.")),
    request_body = SendMessageRequest,
    responses((status = 201, description = "The message, as it was first sent.", body = VisitorMessageView)),
    security(("visitor" = []))
)]
pub async fn send_own_message(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SendMessageRequest>,
) -> Result<(StatusCode, Json<VisitorMessageView>)> {
    peer::check(&context, LimitClass::Message, &visitor.id.to_string())?;
    let sent = message::send(&context, Author::Visitor(visitor), chat_id, request).await?;
    Ok((StatusCode::CREATED, Json(sent.for_visitor())))
}

/// Edits one's own message
///
/// Within the time that the organization allows.
#[utoipa::path(
    patch,
    path = "/v1/chats/{chat_id}/messages/{message_id}",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "The chat."),
        ("message_id" = Uuid, Path, description = "One's own message.")
    ),
    request_body = EditTextRequest,
    responses((status = 200, description = "The message.", body = MessageView)),
    security(("agent" = []))
)]
pub async fn edit_message(
    State(context): State<Context>,
    agent: Agent,
    Segments((chat_id, message_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<EditTextRequest>,
) -> Result<Json<MessageView>> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let edited = message::edit(&context, Author::Agent(&agent), chat_id, message_id, request).await?;
    Ok(Json(edited))
}

/// Deletes one's own message
///
/// Its place stays, its text and files are gone. Within the time that the organization allows.
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat_id}/messages/{message_id}",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path, description = "The chat."),
        ("message_id" = Uuid, Path, description = "One's own message.")
    ),
    responses((status = 204, description = "It is deleted.")),
    security(("agent" = []))
)]
pub async fn delete_message(
    State(context): State<Context>,
    agent: Agent,
    Segments((chat_id, message_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    message::delete(&context, Author::Agent(&agent), chat_id, message_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists messages as the visitor
///
/// The first page holds the newest messages, ascending; `next_cursor` reads older ones.
#[utoipa::path(
    get,
    path = "/v1/visitor/chats/{chat_id}/messages",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat."), PageParams),
    responses((status = 200, description = "A page of messages.", body = Page<VisitorMessageView>)),
    security(("visitor" = []))
)]
pub async fn list_own_messages(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<VisitorMessageView>>> {
    Ok(Json(message::list_own(&context, visitor, chat_id, &page).await?))
}

/// Edits one's own message as the visitor
///
/// Within the time that the organization allows.
#[utoipa::path(
    patch,
    path = "/v1/visitor/chats/{chat_id}/messages/{message_id}",
    tag = "visitor",
    params(
        ("chat_id" = Uuid, Path, description = "The visitor's own chat."),
        ("message_id" = Uuid, Path, description = "One's own message.")
    ),
    request_body = EditTextRequest,
    responses((status = 200, description = "The message.", body = VisitorMessageView)),
    security(("visitor" = []))
)]
pub async fn edit_own_message(
    State(context): State<Context>,
    visitor: Visitor,
    Segments((chat_id, message_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<EditTextRequest>,
) -> Result<Json<VisitorMessageView>> {
    peer::check(&context, LimitClass::Message, &visitor.id.to_string())?;
    let edited = message::edit(&context, Author::Visitor(visitor), chat_id, message_id, request).await?;
    Ok(Json(edited.for_visitor()))
}

/// Deletes one's own message as the visitor
///
/// Its place stays, its text and files are gone. Within the time that the organization allows.
#[utoipa::path(
    delete,
    path = "/v1/visitor/chats/{chat_id}/messages/{message_id}",
    tag = "visitor",
    params(
        ("chat_id" = Uuid, Path, description = "The visitor's own chat."),
        ("message_id" = Uuid, Path, description = "One's own message.")
    ),
    responses((status = 204, description = "It is deleted.")),
    security(("visitor" = []))
)]
pub async fn delete_own_message(
    State(context): State<Context>,
    visitor: Visitor,
    Segments((chat_id, message_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    message::delete(&context, Author::Visitor(visitor), chat_id, message_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
