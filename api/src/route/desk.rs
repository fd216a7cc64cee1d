//! What the desk puts on a chat: the service form, label, tags, priority, and that it is set aside.

use axum::{Json, extract::State};
use pronto_protocol::{
    chat::{ChatView, SetPriorityRequest, SnoozeRequest},
    form::FillFormRequest,
    status_label::SetLabelRequest,
    tag::SetTagsRequest,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Segments},
    usecase::{chat, form},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(fill_form))
        .routes(routes!(set_label))
        .routes(routes!(set_tags))
        .routes(routes!(set_priority))
        .routes(routes!(snooze_chat, unsnooze_chat))
}

/// Fills in a chat's service form
///
/// Of a chat one is in, or of any for supervisors. Fields that are left out stay; null takes a value away.
#[utoipa::path(
    patch,
    path = "/v1/chats/{chat_id}/form",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = FillFormRequest,
    responses((status = 200, description = "The chat.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn fill_form(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<FillFormRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(form::fill(&context, &agent, chat_id, request).await?))
}

/// Gives a chat another status label
///
/// An active one of the state the chat is in. When the state changes, the chat gets the new state's first label.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat_id}/label",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = SetLabelRequest,
    responses((status = 200, description = "The chat.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn set_label(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SetLabelRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::set_label(&context, &agent, chat_id, request).await?))
}

/// Gives a chat its tags
///
/// These and no others.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat_id}/tags",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = SetTagsRequest,
    responses((status = 200, description = "The chat.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn set_tags(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SetTagsRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::set_tags(&context, &agent, chat_id, request).await?))
}

/// Gives a chat a priority
///
/// While chats wait, those of a higher priority come first. Offers that are open stay.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat_id}/priority",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = SetPriorityRequest,
    responses((status = 200, description = "The chat.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn set_priority(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SetPriorityRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::set_priority(&context, &agent, chat_id, request).await?))
}

/// Sets a chat aside
///
/// For oneself alone. It comes back at the time, or when the visitor writes.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat_id}/snooze",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "A chat one is in.")),
    request_body = SnoozeRequest,
    responses((status = 200, description = "The chat.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn snooze_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SnoozeRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::snooze(&context, &agent, chat_id, request).await?))
}

/// Takes a chat back that one has set aside
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat_id}/snooze",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "A chat one is in.")),
    responses((status = 200, description = "The chat.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn unsnooze_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::unsnooze(&context, &agent, chat_id).await?))
}
