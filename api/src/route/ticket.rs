//! Tickets, the chats they are about, and comments on them.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    ticket::{
        AddTicketCommentRequest, OpenTicketRequest, SetTicketContactRequest, TicketCommentView, TicketView,
        UpdateTicketRequest,
    },
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
    page::PageParams,
    usecase::{
        ticket::{self, TicketParams},
        ticket_comment,
    },
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_tickets, open_ticket))
        .routes(routes!(show_ticket, update_ticket))
        .routes(routes!(set_ticket_contact))
        .routes(routes!(link_ticket_chat, unlink_ticket_chat))
        .routes(routes!(list_ticket_comments, add_ticket_comment))
}

/// Lists tickets
///
/// The newest first; those that fit every filter given.
#[utoipa::path(
    get,
    path = "/v1/tickets",
    tag = "tickets",
    params(TicketParams, PageParams),
    responses((status = 200, description = "A page of tickets.", body = Page<TicketView>)),
    security(("agent" = []))
)]
pub async fn list_tickets(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<TicketParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<TicketView>>> {
    Ok(Json(ticket::list(&context, &agent, params, &page).await?))
}

/// Opens a ticket
///
/// Anonymous, for a new contact or for one who is known. A new contact that is probably known already is refused with
/// `probable_duplicates`, which names whom to look at, until `confirm` is set. The same `client_id` again gives the first
/// ticket.
#[utoipa::path(
    post,
    path = "/v1/tickets",
    tag = "tickets",
    request_body = OpenTicketRequest,
    responses((status = 201, description = "The ticket.", body = TicketView)),
    security(("agent" = []))
)]
pub async fn open_ticket(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<OpenTicketRequest>,
) -> Result<(StatusCode, Json<TicketView>)> {
    let opened = ticket::open(&context, &agent, request).await?;
    Ok((StatusCode::CREATED, Json(opened)))
}

/// Shows a ticket
#[utoipa::path(
    get,
    path = "/v1/tickets/{ticket_id}",
    tag = "tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket.")),
    responses((status = 200, description = "The ticket.", body = TicketView)),
    security(("agent" = []))
)]
pub async fn show_ticket(
    State(context): State<Context>,
    agent: Agent,
    Segments(ticket_id): Segments<Uuid>,
) -> Result<Json<TicketView>> {
    Ok(Json(ticket::show(&context, &agent, ticket_id).await?))
}

/// Changes a ticket
///
/// What is left out stays.
#[utoipa::path(
    patch,
    path = "/v1/tickets/{ticket_id}",
    tag = "tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket.")),
    request_body = UpdateTicketRequest,
    responses((status = 200, description = "The ticket, as it is now.", body = TicketView)),
    security(("agent" = []))
)]
pub async fn update_ticket(
    State(context): State<Context>,
    agent: Agent,
    Segments(ticket_id): Segments<Uuid>,
    Body(request): Body<UpdateTicketRequest>,
) -> Result<Json<TicketView>> {
    Ok(Json(ticket::update(&context, &agent, ticket_id, request).await?))
}

/// Gives a ticket to a contact
///
/// Only while it belongs to an anonymous contact; otherwise it is refused with `contact_fixed`.
#[utoipa::path(
    put,
    path = "/v1/tickets/{ticket_id}/contact",
    tag = "tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket.")),
    request_body = SetTicketContactRequest,
    responses((status = 200, description = "The ticket, as it is now.", body = TicketView)),
    security(("agent" = []))
)]
pub async fn set_ticket_contact(
    State(context): State<Context>,
    agent: Agent,
    Segments(ticket_id): Segments<Uuid>,
    Body(request): Body<SetTicketContactRequest>,
) -> Result<Json<TicketView>> {
    Ok(Json(ticket::set_contact(&context, &agent, ticket_id, request.contact).await?))
}

/// Says that a ticket is about a chat
#[utoipa::path(
    put,
    path = "/v1/tickets/{ticket_id}/chats/{chat_id}",
    tag = "tickets",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket."),
        ("chat_id" = Uuid, Path, description = "The chat.")
    ),
    responses((status = 200, description = "The ticket, as it is now.", body = TicketView)),
    security(("agent" = []))
)]
pub async fn link_ticket_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments((ticket_id, chat_id)): Segments<(Uuid, Uuid)>,
) -> Result<Json<TicketView>> {
    Ok(Json(ticket::link_chat(&context, &agent, ticket_id, chat_id, true).await?))
}

/// Says that a ticket is not about a chat
#[utoipa::path(
    delete,
    path = "/v1/tickets/{ticket_id}/chats/{chat_id}",
    tag = "tickets",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket."),
        ("chat_id" = Uuid, Path, description = "The chat.")
    ),
    responses((status = 200, description = "The ticket, as it is now.", body = TicketView)),
    security(("agent" = []))
)]
pub async fn unlink_ticket_chat(
    State(context): State<Context>,
    agent: Agent,
    Segments((ticket_id, chat_id)): Segments<(Uuid, Uuid)>,
) -> Result<Json<TicketView>> {
    Ok(Json(ticket::link_chat(&context, &agent, ticket_id, chat_id, false).await?))
}

/// Lists the comments on a ticket
///
/// The oldest first.
#[utoipa::path(
    get,
    path = "/v1/tickets/{ticket_id}/comments",
    tag = "tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket."), PageParams),
    responses((status = 200, description = "A page of comments.", body = Page<TicketCommentView>)),
    security(("agent" = []))
)]
pub async fn list_ticket_comments(
    State(context): State<Context>,
    agent: Agent,
    Segments(ticket_id): Segments<Uuid>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<TicketCommentView>>> {
    Ok(Json(ticket_comment::list(&context, &agent, ticket_id, &page).await?))
}

/// Writes a comment on a ticket
///
/// For agents only, and never changed. The same `client_id` again gives the first result.
#[utoipa::path(
    post,
    path = "/v1/tickets/{ticket_id}/comments",
    tag = "tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket.")),
    request_body = AddTicketCommentRequest,
    responses((status = 201, description = "The comment.", body = TicketCommentView)),
    security(("agent" = []))
)]
pub async fn add_ticket_comment(
    State(context): State<Context>,
    agent: Agent,
    Segments(ticket_id): Segments<Uuid>,
    Body(request): Body<AddTicketCommentRequest>,
) -> Result<(StatusCode, Json<TicketCommentView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let added = ticket_comment::add(&context, &agent, ticket_id, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}
