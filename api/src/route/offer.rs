//! Offers, and how a waiting chat comes to an agent.

use axum::{Json, extract::State};
use pronto_protocol::{
    offer::{AcceptedOfferView, OfferView, RoutingStepView},
    page::Page,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Params, Segments},
    page::PageParams,
    usecase::offer,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_offers))
        .routes(routes!(show_offer))
        .routes(routes!(accept_offer))
        .routes(routes!(decline_offer))
        .routes(routes!(accept_chat))
        .routes(routes!(take_next_of_queue))
        .routes(routes!(take_next))
        .routes(routes!(list_routing_steps))
}

/// Lists one's open offers
#[utoipa::path(
    get,
    path = "/v1/offers",
    tag = "offers",
    params(PageParams),
    responses((status = 200, description = "A page of open offers, the oldest first.", body = Page<OfferView>)),
    security(("agent" = []))
)]
pub async fn list_offers(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<OfferView>>> {
    Ok(Json(offer::list(&context, &agent, &params).await?))
}

/// Shows one's offer
#[utoipa::path(
    get,
    path = "/v1/offers/{offer_id}",
    tag = "offers",
    params(("offer_id" = Uuid, Path, description = "The offer.")),
    responses((status = 200, description = "The offer, open or not.", body = OfferView)),
    security(("agent" = []))
)]
pub async fn show_offer(
    State(context): State<Context>,
    agent: Agent,
    Segments(offer_id): Segments<Uuid>,
) -> Result<Json<OfferView>> {
    Ok(Json(offer::show(&context, &agent, offer_id).await?))
}

/// Accepts an offer
///
/// Exactly one agent wins a chat: the others get `offer_taken`. Again gives the same answer.
#[utoipa::path(
    post,
    path = "/v1/offers/{offer_id}/accept",
    tag = "offers",
    params(("offer_id" = Uuid, Path, description = "One's open offer.")),
    responses((status = 200, description = "The offer, and the chat that is now active.", body = AcceptedOfferView)),
    security(("agent" = []))
)]
pub async fn accept_offer(
    State(context): State<Context>,
    agent: Agent,
    Segments(offer_id): Segments<Uuid>,
) -> Result<Json<AcceptedOfferView>> {
    Ok(Json(offer::accept(&context, &agent, offer_id).await?))
}

/// Declines an offer
///
/// The chat goes on to another agent. An offer that has ended is answered as it stands.
#[utoipa::path(
    post,
    path = "/v1/offers/{offer_id}/decline",
    tag = "offers",
    params(("offer_id" = Uuid, Path, description = "One's open offer.")),
    responses((status = 200, description = "The offer, as it is now.", body = OfferView)),
    security(("agent" = []))
)]
pub async fn decline_offer(
    State(context): State<Context>,
    agent: Agent,
    Segments(offer_id): Segments<Uuid>,
) -> Result<Json<OfferView>> {
    Ok(Json(offer::decline(&context, &agent, offer_id).await?))
}

/// Starts a waiting chat
///
/// By one's open offer, or without one as a member of the chat's queue when its mode is `broadcast`.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/accept",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The waiting chat.")),
    responses((status = 200, description = "The offer, and the chat that is now active.", body = AcceptedOfferView)),
    security(("agent" = []))
)]
pub async fn accept_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<AcceptedOfferView>> {
    Ok(Json(offer::accept_chat(&context, &agent, chat_id).await?))
}

/// Names an attempt to take the next chat.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NextParams {
    /// Made by the app: the same call again gives the same chat, so that a lost answer does not take a second one.
    pub client_id: Option<Uuid>,
}

/// Takes the next chat of a queue
///
/// The longest waiting chat of a `pull` queue, for its members. `queue_empty` when nobody waits, `limit_reached` when the
/// agent or the queue may have no more.
#[utoipa::path(
    post,
    path = "/v1/queues/{queue_id}/next",
    tag = "queues",
    params(("queue_id" = Uuid, Path, description = "One's own queue whose mode is `pull`."), NextParams),
    responses((status = 200, description = "The chat, now active, and the offer on record.", body = AcceptedOfferView)),
    security(("agent" = []))
)]
pub async fn take_next_of_queue(
    State(context): State<Context>,
    agent: Agent,
    Segments(queue_id): Segments<Uuid>,
    Params(params): Params<NextParams>,
) -> Result<Json<AcceptedOfferView>> {
    Ok(Json(offer::take_next(&context, &agent, Some(queue_id), params.client_id).await?))
}

/// Takes the next chat
///
/// The longest waiting chat over all own `pull` queues, those left out in which a limit is reached.
#[utoipa::path(
    post,
    path = "/v1/chats/next",
    tag = "chats",
    params(NextParams),
    responses((status = 200, description = "The chat, now active, and the offer on record.", body = AcceptedOfferView)),
    security(("agent" = []))
)]
pub async fn take_next(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<NextParams>,
) -> Result<Json<AcceptedOfferView>> {
    Ok(Json(offer::take_next(&context, &agent, None, params.client_id).await?))
}

/// Tells how a chat was routed
///
/// Who was offered it, who declined or let it expire, who was passed over and why.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/routing",
    tag = "chats",
    params(("chat_id" = Uuid, Path, description = "The chat."), PageParams),
    responses((status = 200, description = "A page of steps, in order.", body = Page<RoutingStepView>)),
    security(("agent" = []))
)]
pub async fn list_routing_steps(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<RoutingStepView>>> {
    Ok(Json(offer::list_steps(&context, &agent, chat_id, &params).await?))
}
