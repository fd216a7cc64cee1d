//! A contact's journey, and a chat's details.

use axum::{Json, extract::State};
use pronto_protocol::{
    journey::{ChatDetailsView, JourneyEntryView},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Params, Segments},
    page::PageParams,
    usecase::{chat_details, journey},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_journey)).routes(routes!(show_chat_details))
}

/// Lists a contact's journey
///
/// Chats, tickets and notes by date and time, the newest first. Chats are those that agents gave to the contact, and those at
/// whose entry one of its identities was typed; without the permission `see_history`, only chats that the agent may see.
#[utoipa::path(
    get,
    path = "/v1/contacts/{contact_id}/journey",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact."), PageParams),
    responses((status = 200, description = "A page of the journey.", body = Page<JourneyEntryView>)),
    security(("agent" = []))
)]
pub async fn list_journey(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<JourneyEntryView>>> {
    Ok(Json(journey::list(&context, &agent, contact_id, &page).await?))
}

/// Shows a chat's details
///
/// Who handled it, how long it waited and was handled, whose it is, and how many earlier chats that person had.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/details",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat.")),
    responses((status = 200, description = "The details.", body = ChatDetailsView)),
    security(("agent" = []))
)]
pub async fn show_chat_details(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<ChatDetailsView>> {
    Ok(Json(chat_details::show(&context, &agent, chat_id).await?))
}
