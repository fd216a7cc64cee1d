//! The API channel, for integrations.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    chat::ChatView,
    integration::{SendVisitorMessageRequest, StartVisitorChatRequest},
    message::MessageView,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::integration::{Allowed, ChatsWrite},
    context::Context,
    error::Result,
    limit::LimitClass,
    middleware::{
        body::{Body, Segments},
        peer,
    },
    usecase::integration,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(start_visitor_chat)).routes(routes!(send_visitor_message))
}

/// Starts a chat for a person
///
/// The channel is `api`. The person is known by `external_id`, which is the `sub` of an identity token as well: a person who
/// identifies in the widget finds these chats there. The same `client_id` again gives the first chat, as it stands now.
#[utoipa::path(
    post,
    path = "/v1/integration/chats",
    tag = "integrations",
    request_body = StartVisitorChatRequest,
    responses((status = 201, description = "The chat.", body = ChatView)),
    security(("api_key" = ["chats:write"]))
)]
pub async fn start_visitor_chat(
    State(context): State<Context>,
    Allowed(integration, _): Allowed<ChatsWrite>,
    Body(request): Body<StartVisitorChatRequest>,
) -> Result<(StatusCode, Json<ChatView>)> {
    peer::check(&context, LimitClass::Message, &integration.id.to_string())?;
    Ok((StatusCode::CREATED, Json(integration::start_visitor_chat(&context, &integration, request).await?)))
}

/// Sends a message as the person
///
/// In chats that came in through the API. The same `client_id` again gives the first message.
#[utoipa::path(
    post,
    path = "/v1/integration/chats/{chat_id}/messages",
    tag = "integrations",
    params(("chat_id" = Uuid, Path, description = "A chat of the channel `api`.")),
    request_body = SendVisitorMessageRequest,
    responses((status = 201, description = "The message.", body = MessageView)),
    security(("api_key" = ["chats:write"]))
)]
pub async fn send_visitor_message(
    State(context): State<Context>,
    Allowed(integration, _): Allowed<ChatsWrite>,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SendVisitorMessageRequest>,
) -> Result<(StatusCode, Json<MessageView>)> {
    peer::check(&context, LimitClass::Message, &integration.id.to_string())?;
    Ok((StatusCode::CREATED, Json(integration::send_visitor_message(&context, &integration, chat_id, request).await?)))
}
