//! Direct conversations: agents among themselves.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    direct::{
        DirectConversationView, DirectListItemView, DirectMessageView, OpenDirectRequest, SendDirectMessageRequest,
    },
    message::{EditTextRequest, MarkReadRequest},
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
    page::{BeforeParams, PageParams},
    usecase::direct,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_direct_conversations, open_direct_conversation))
        .routes(routes!(show_direct_conversation))
        .routes(routes!(list_direct_messages, send_direct_message))
        .routes(routes!(edit_direct_message, delete_direct_message))
        .routes(routes!(mark_direct_read))
}

/// Lists one's direct conversations
#[utoipa::path(
    get,
    path = "/v1/direct_conversations",
    tag = "direct",
    params(PageParams),
    responses((
        status = 200,
        description = "A page of conversations, the newest message first.",
        body = Page<DirectListItemView>
    )),
    security(("agent" = []))
)]
pub async fn list_direct_conversations(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<DirectListItemView>>> {
    Ok(Json(direct::list(&context, &agent, &params).await?))
}

/// Opens a direct conversation
///
/// With one other agent the existing conversation is given; with several a new group is made, which the same `client_id`
/// gives again.
#[utoipa::path(
    post,
    path = "/v1/direct_conversations",
    tag = "direct",
    request_body = OpenDirectRequest,
    responses((status = 201, description = "The conversation.", body = DirectConversationView)),
    security(("agent" = []))
)]
pub async fn open_direct_conversation(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<OpenDirectRequest>,
) -> Result<(StatusCode, Json<DirectConversationView>)> {
    let opened = direct::open(&context, &agent, request).await?;
    Ok((StatusCode::CREATED, Json(opened)))
}

/// Shows a direct conversation
#[utoipa::path(
    get,
    path = "/v1/direct_conversations/{conversation_id}",
    tag = "direct",
    params(("conversation_id" = Uuid, Path, description = "One's own conversation.")),
    responses((status = 200, description = "The conversation.", body = DirectListItemView)),
    security(("agent" = []))
)]
pub async fn show_direct_conversation(
    State(context): State<Context>,
    agent: Agent,
    Segments(conversation_id): Segments<Uuid>,
) -> Result<Json<DirectListItemView>> {
    Ok(Json(direct::show(&context, &agent, conversation_id).await?))
}

/// Lists direct messages
///
/// The first page holds the newest messages, ascending inside the page; `next_cursor` reads older ones.
#[utoipa::path(
    get,
    path = "/v1/direct_conversations/{conversation_id}/messages",
    tag = "direct",
    params(("conversation_id" = Uuid, Path, description = "One's own conversation."), BeforeParams, PageParams),
    responses((status = 200, description = "A page of messages.", body = Page<DirectMessageView>)),
    security(("agent" = []))
)]
pub async fn list_direct_messages(
    State(context): State<Context>,
    agent: Agent,
    Segments(conversation_id): Segments<Uuid>,
    Params(before): Params<BeforeParams>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<DirectMessageView>>> {
    Ok(Json(direct::list_messages(&context, &agent, conversation_id, before, &params).await?))
}

/// Sends a direct message
///
/// The same `client_id` again gives the first result; another text under it is refused with `client_id_reused`.
#[utoipa::path(
    post,
    path = "/v1/direct_conversations/{conversation_id}/messages",
    tag = "direct",
    params(("conversation_id" = Uuid, Path, description = "One's own conversation.")),
    request_body = SendDirectMessageRequest,
    responses((status = 201, description = "The message, as it was first sent.", body = DirectMessageView)),
    security(("agent" = []))
)]
pub async fn send_direct_message(
    State(context): State<Context>,
    agent: Agent,
    Segments(conversation_id): Segments<Uuid>,
    Body(request): Body<SendDirectMessageRequest>,
) -> Result<(StatusCode, Json<DirectMessageView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let sent = direct::send(&context, &agent, conversation_id, request).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// Edits one's own direct message
#[utoipa::path(
    patch,
    path = "/v1/direct_conversations/{conversation_id}/messages/{message_id}",
    tag = "direct",
    params(
        ("conversation_id" = Uuid, Path, description = "One's own conversation."),
        ("message_id" = Uuid, Path, description = "One's own message."),
    ),
    request_body = EditTextRequest,
    responses((status = 200, description = "The message, as it is now.", body = DirectMessageView)),
    security(("agent" = []))
)]
pub async fn edit_direct_message(
    State(context): State<Context>,
    agent: Agent,
    Segments((conversation_id, message_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<EditTextRequest>,
) -> Result<Json<DirectMessageView>> {
    Ok(Json(direct::edit(&context, &agent, conversation_id, message_id, request).await?))
}

/// Deletes one's own direct message
///
/// Its place stays, its text goes. Again is no change.
#[utoipa::path(
    delete,
    path = "/v1/direct_conversations/{conversation_id}/messages/{message_id}",
    tag = "direct",
    params(
        ("conversation_id" = Uuid, Path, description = "One's own conversation."),
        ("message_id" = Uuid, Path, description = "One's own message."),
    ),
    responses((status = 204, description = "The message is deleted.")),
    security(("agent" = []))
)]
pub async fn delete_direct_message(
    State(context): State<Context>,
    agent: Agent,
    Segments((conversation_id, message_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    direct::delete(&context, &agent, conversation_id, message_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Moves one's read mark in a direct conversation
///
/// Marks move forward only.
#[utoipa::path(
    put,
    path = "/v1/direct_conversations/{conversation_id}/read",
    tag = "direct",
    params(("conversation_id" = Uuid, Path, description = "One's own conversation.")),
    request_body = MarkReadRequest,
    responses((status = 204, description = "The mark stands there, or further on.")),
    security(("agent" = []))
)]
pub async fn mark_direct_read(
    State(context): State<Context>,
    agent: Agent,
    Segments(conversation_id): Segments<Uuid>,
    Body(request): Body<MarkReadRequest>,
) -> Result<StatusCode> {
    direct::mark_read(&context, &agent, conversation_id, request.position).await?;
    Ok(StatusCode::NO_CONTENT)
}
