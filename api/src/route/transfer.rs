//! Chats that change hands: transferred by agents, taken over by supervisors.

use axum::{Json, extract::State};
use pronto_protocol::{
    chat::ChatView,
    page::Page,
    transfer::{TransferChatRequest, TransferTargetView},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Params, Segments},
    page::PageParams,
    usecase::chat,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(transfer_chat))
        .routes(routes!(list_transfer_targets))
        .routes(routes!(take_over_chat))
}

/// Transfers a chat
///
/// A chat one is in, or any for supervisors, waiting ones too. To an agent who is available, otherwise it is refused with
/// `agent_unavailable`; or to a queue, where it waits. The same `client_id` again changes nothing more.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/transfer",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = TransferChatRequest,
    responses((status = 200, description = "The chat, with its new agent or waiting.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn transfer_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<TransferChatRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::transfer(&context, &agent, chat_id, request).await?))
}

/// Lists whom a chat can be transferred to
///
/// Queues, then agents, in the order they were added; `obstacle` says who cannot take it now and why.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/transfer_targets",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat."), PageParams),
    responses((status = 200, description = "A page of targets.", body = Page<TransferTargetView>)),
    security(("agent" = []))
)]
pub async fn list_transfer_targets(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<TransferTargetView>>> {
    Ok(Json(chat::transfer_targets(&context, &agent, chat_id, &page).await?))
}

/// Takes a chat over
///
/// For supervisors: who was responsible leaves the chat, and the visitor is told. Again is no change.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/take_over",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "The chat, with the supervisor in charge.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn take_over_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::take_over(&context, &agent, chat_id).await?))
}
