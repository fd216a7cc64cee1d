//! Visitors and their own chats.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    identity::IdentifyVisitorRequest,
    message::MarkReadRequest,
    page::Page,
    rating::RateChatRequest,
    visitor::{OwnChatView, RegisterVisitorRequest, StartChatRequest, VisitorChatView, VisitorTokenView},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Visitor,
    context::Context,
    error::Result,
    limit::{LimitClass, address},
    middleware::{
        body::{Body, Params, Segments},
        peer::{self, Peer},
    },
    page::PageParams,
    usecase::visitor,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(register_visitor))
        .routes(routes!(identify_visitor))
        .routes(routes!(list_own_chats, start_chat))
        .routes(routes!(show_own_chat))
        .routes(routes!(mark_own_read))
        .routes(routes!(mark_own_received))
        .routes(routes!(rate_own_chat))
        .routes(routes!(leave_own_chat))
}

/// Registers a visitor
///
/// Once per browser or app installation: the token is kept there and opens this visitor's own chats and nothing else.
#[utoipa::path(
    post,
    path = "/v1/visitors",
    tag = "visitor",
    request_body = RegisterVisitorRequest,
    responses(
        (status = 201, description = "The visitor and its token.", body = VisitorTokenView),
        (status = 403, description = "The address is blocked."),
    ),
    security(())
)]
pub async fn register_visitor(
    State(context): State<Context>,
    peer: Peer,
    Body(request): Body<RegisterVisitorRequest>,
) -> Result<(StatusCode, Json<VisitorTokenView>)> {
    peer::check(&context, LimitClass::VisitorStart, &address::key(peer.0))?;
    let registered = visitor::register(&context, peer.0, request).await?;
    Ok((StatusCode::CREATED, Json(registered)))
}

/// Identifies the visitor
///
/// By a token that the organization's own system has signed. Gives another token, of the person: the same on every device,
/// with what the same person said there. The anonymous token is dead then; open chats go along, closed ones do not.
#[utoipa::path(
    post,
    path = "/v1/visitor/identify",
    tag = "visitor",
    request_body = IdentifyVisitorRequest,
    responses((status = 200, description = "The person's visitor and its token.", body = VisitorTokenView)),
    security(("visitor" = []))
)]
pub async fn identify_visitor(
    State(context): State<Context>,
    visitor: Visitor,
    Body(request): Body<IdentifyVisitorRequest>,
) -> Result<Json<VisitorTokenView>> {
    peer::check(&context, LimitClass::Message, &visitor.id.to_string())?;
    Ok(Json(visitor::identify(&context, visitor, &request.jwt).await?))
}

/// Lists the visitor's own chats
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/v1/visitor/chats",
    tag = "visitor",
    params(PageParams),
    responses((status = 200, description = "A page of chats.", body = Page<OwnChatView>)),
    security(("visitor" = []))
)]
pub async fn list_own_chats(
    State(context): State<Context>,
    visitor: Visitor,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<OwnChatView>>> {
    Ok(Json(visitor::list_own_chats(&context, visitor, &page).await?))
}

/// Starts a chat
///
/// A visitor has at most one open chat in a queue. The same `client_id` again gives the first chat, as it stands now.
#[utoipa::path(
    post,
    path = "/v1/visitor/chats",
    tag = "visitor",
    request_body = StartChatRequest,
    responses((status = 201, description = "The chat.", body = OwnChatView)),
    security(("visitor" = []))
)]
pub async fn start_chat(
    State(context): State<Context>,
    visitor: Visitor,
    Body(request): Body<StartChatRequest>,
) -> Result<(StatusCode, Json<OwnChatView>)> {
    peer::check(&context, LimitClass::Message, &visitor.id.to_string())?;
    let started = visitor::start_chat(&context, visitor, request).await?;
    Ok((StatusCode::CREATED, Json(started)))
}

/// Shows one of the visitor's own chats
///
/// While it waits, with its place in line and an estimate of how long it may take.
#[utoipa::path(
    get,
    path = "/v1/visitor/chats/{chat_id}",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat.")),
    responses((status = 200, description = "The chat.", body = OwnChatView)),
    security(("visitor" = []))
)]
pub async fn show_own_chat(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<OwnChatView>> {
    Ok(Json(visitor::show_own_chat(&context, visitor, chat_id).await?))
}

/// Moves the visitor's read mark
///
/// `position` is a message number here. Marks never move back.
#[utoipa::path(
    put,
    path = "/v1/visitor/chats/{chat_id}/read",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat.")),
    request_body = MarkReadRequest,
    responses((status = 204, description = "The mark stands there, or further on.")),
    security(("visitor" = []))
)]
pub async fn mark_own_read(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<MarkReadRequest>,
) -> Result<StatusCode> {
    visitor::mark_own_read(&context, visitor, chat_id, request.position).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves a chat as the visitor
///
/// The chat ends. Leaving it again is no change.
#[utoipa::path(
    post,
    path = "/v1/visitor/chats/{chat_id}/leave",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat.")),
    responses((status = 200, description = "The chat, closed.", body = VisitorChatView)),
    security(("visitor" = []))
)]
pub async fn leave_own_chat(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<VisitorChatView>> {
    Ok(Json(visitor::leave_own_chat(&context, visitor, chat_id).await?))
}

/// Says that the visitor's app has received messages
///
/// `position` is a message number here. Marks never move back; reading moves this one as well.
#[utoipa::path(
    put,
    path = "/v1/visitor/chats/{chat_id}/received",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat.")),
    request_body = MarkReadRequest,
    responses((status = 204, description = "The mark stands there, or further on.")),
    security(("visitor" = []))
)]
pub async fn mark_own_received(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<MarkReadRequest>,
) -> Result<StatusCode> {
    visitor::mark_own_received(&context, visitor, chat_id, request.position).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Rates a chat that is over
///
/// For some time after its end, in which the rating may be changed.
#[utoipa::path(
    put,
    path = "/v1/visitor/chats/{chat_id}/rating",
    tag = "visitor",
    params(("chat_id" = Uuid, Path, description = "The visitor's own chat.")),
    request_body = RateChatRequest,
    responses((status = 200, description = "The chat, rated.", body = VisitorChatView)),
    security(("visitor" = []))
)]
pub async fn rate_own_chat(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<RateChatRequest>,
) -> Result<Json<VisitorChatView>> {
    Ok(Json(visitor::rate_own_chat(&context, visitor, chat_id, request).await?))
}
