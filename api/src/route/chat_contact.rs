//! Whose chat it is: candidates, and what an agent says.

use axum::{Json, extract::State};
use pronto_protocol::{
    chat::ChatView,
    contact::{CandidatesView, SetChatContactRequest},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Segments},
    usecase::chat,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_candidates)).routes(routes!(set_chat_contact, clear_chat_contact))
}

/// Lists whom a chat may belong to
///
/// Contacts who have one of the identities that were typed at entry: none, one or several. Nobody has checked what was
/// typed, so a chat belongs to a contact only when an agent says so, and the visitor is told nothing of it.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/candidates",
    tag = "contacts",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "What was typed, and who has it.", body = CandidatesView)),
    security(("agent" = []))
)]
pub async fn list_candidates(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<CandidatesView>> {
    Ok(Json(chat::candidates(&context, &agent, chat_id).await?))
}

/// Says whose chat it is
///
/// Open or closed. The same again is no change.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat_id}/contact",
    tag = "contacts",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    request_body = SetChatContactRequest,
    responses((status = 200, description = "The chat, as it is now.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn set_chat_contact(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SetChatContactRequest>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::set_contact(&context, &agent, chat_id, Some(request.contact_id)).await?))
}

/// Says that nobody knows whose chat it is
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat_id}/contact",
    tag = "contacts",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "The chat, as it is now.", body = ChatView)),
    security(("agent" = []))
)]
pub async fn clear_chat_contact(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatView>> {
    Ok(Json(chat::set_contact(&context, &agent, chat_id, None).await?))
}
