//! Chats, as agents work with them.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    chat::{ChatFilter, ChatListItemView, ChatView, CloseChatRequest, Priority},
    message::MarkReadRequest,
    page::Page,
    whisper::TimelineEntryView,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::{
        Agent,
        integration::{Caller, ChatsRead},
    },
    context::Context,
    error::Result,
    middleware::body::{Body, Params, Segments},
    page::{BeforeParams, PageParams},
    usecase::chat::{self, Narrowing},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_chats))
        .routes(routes!(show_chat))
        .routes(routes!(list_timeline))
        .routes(routes!(join_chat))
        .routes(routes!(leave_chat))
        .routes(routes!(close_chat))
        .routes(routes!(reopen_chat))
        .routes(routes!(mark_read))
        .routes(routes!(mark_received))
}

/// Which chats are listed.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatParams {
    /// Which kind.
    pub filter: ChatFilter,
    /// Of this queue only.
    pub queue_id: Option<Uuid>,
    /// With this tag only.
    pub tag_id: Option<Uuid>,
    /// Of this priority only.
    pub priority: Option<Priority>,
    /// With this status label only.
    pub label_id: Option<Uuid>,
    /// Only those that one has set aside, or only the others.
    pub snoozed: Option<bool>,
}

/// Lists chats
///
/// Own ones and those of others: the latest entry first. Waiting and mini-queue: by priority, and then who waits longest
/// first. Closed: the latest closed first.
#[utoipa::path(
    get,
    path = "/v1/chats",
    tag = "chats",
    params(ChatParams, PageParams),
    responses((status = 200, description = "A page of chats.", body = Page<ChatListItemView>)),
    security(("agent" = []), ("api_key" = ["chats:read"]))
)]
pub async fn list_chats(
    State(context): State<Context>,
    caller: Caller<ChatsRead>,
    Params(params): Params<ChatParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<ChatListItemView>>> {
    let ChatParams { filter, queue_id, tag_id, priority, label_id, snoozed } = params;
    let narrowing = Narrowing { queue_id, tag_id, priority, label_id, snoozed };
    Ok(Json(chat::list(&context, &caller.reader(), filter, narrowing, &page).await?))
}

/// Shows a chat
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "The chat.", body = ChatListItemView)),
    security(("agent" = []), ("api_key" = ["chats:read"]))
)]
pub async fn show_chat(
    State(context): State<Context>,
    caller: Caller<ChatsRead>,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatListItemView>> {
    Ok(Json(chat::show(&context, &caller.reader(), chat_id).await?))
}

/// Lists a chat's timeline
///
/// Messages and whispers. The first page holds the newest entries, ascending; `next_cursor` reads older ones. An API
/// key reads whispers only with `internal:read`.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/timeline",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat."), BeforeParams, PageParams),
    responses((status = 200, description = "A page of entries.", body = Page<TimelineEntryView>)),
    security(("agent" = []), ("api_key" = ["chats:read"]))
)]
pub async fn list_timeline(
    State(context): State<Context>,
    caller: Caller<ChatsRead>,
    Segments(chat_id): Segments<Uuid>,
    Params(before): Params<BeforeParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<TimelineEntryView>>> {
    let mut page = chat::timeline(&context, &caller.reader(), chat_id, before, &page).await?;
    if !caller.reads_internal() {
        page.items.retain(|entry| !matches!(entry, TimelineEntryView::Whisper(_)));
    }
    Ok(Json(page))
}

/// Joins a chat
///
/// An active chat of others; it does not count against one's limits. A waiting chat is accepted instead.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/join",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "The chat, with the agent in it.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn join_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::join(&context, &agent, chat_id).await?))
}

/// Leaves a chat
///
/// The chat goes on; when nobody is left in it, it waits again.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/leave",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "The chat, without the agent.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn leave_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::leave(&context, &agent, chat_id).await?))
}

/// Closes a chat
///
/// One's own, or any for supervisors. Closing it again is no change.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/close",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = CloseChatRequest,
    responses((status = 200, description = "The chat, closed.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn close_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<CloseChatRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::close(&context, &agent, chat_id, request).await?))
}

/// Opens a closed chat again
///
/// By who was in it, or by supervisors: active with the agents who were in it, waiting when there were none.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/reopen",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "The chat, open.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn reopen_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::reopen(&context, &agent, chat_id).await?))
}

/// Moves one's read mark
///
/// To a position of the timeline. Marks never move back.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat_id}/read",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "A chat one is in.")),
    request_body = MarkReadRequest,
    responses((status = 204, description = "The mark stands there, or further on.")),
    security(("agent" = []))
)]
pub async fn mark_read(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<MarkReadRequest>,
) -> Result<StatusCode> {
    chat::mark_read(&context, &agent, chat_id, request.position).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that one's app has received messages
///
/// Up to a position of the timeline. Marks never move back; reading moves this one as well.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat_id}/received",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "A chat one is in.")),
    request_body = MarkReadRequest,
    responses((status = 204, description = "The mark stands there, or further on.")),
    security(("agent" = []))
)]
pub async fn mark_received(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<MarkReadRequest>,
) -> Result<StatusCode> {
    chat::mark_received(&context, &agent, chat_id, request.position).await?;
    Ok(StatusCode::NO_CONTENT)
}
