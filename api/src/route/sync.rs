//! The change feed by HTTP.

use axum::{Json, extract::State};
use pronto_protocol::{
    event::{EventView, VisitorEventView},
    socket::SyncView,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{
        Visitor,
        integration::{Allowed, Caller, FeedRead},
    },
    context::Context,
    error::Result,
    middleware::body::Params,
    usecase::feed,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(sync)).routes(routes!(sync_visitor))
}

/// Where to read on.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncParams {
    /// The last cursor; left out to learn where the log stands.
    pub after: Option<String>,
}

/// Reads the change feed
///
/// The same feed as the socket's: every change that concerns this agent, edits and deletes included, in one order. An
/// older cursor than the log reaches back to is answered with `resync_required`. An API key reads the whole
/// organization's changes: `contact_note.*`, `mention.made`, `note.*`, `ticket_comment.added` and `whisper.*` only with
/// `internal:read`, `direct_conversation.updated`, `direct_message.*`, `direct_read.moved` and `session.ended` never.
#[utoipa::path(
    get,
    path = "/v1/sync",
    tag = "feed",
    params(SyncParams),
    responses(
        (status = 200, description = "What changed.", body = SyncView<EventView>),
        (status = 410, description = "The log does not reach back so far."),
    ),
    security(("agent" = []), ("api_key" = ["feed:read"]))
)]
pub async fn sync(
    State(context): State<Context>,
    caller: Caller<FeedRead>,
    Params(params): Params<SyncParams>,
) -> Result<Json<SyncView<EventView>>> {
    let after = params.after.as_deref();
    Ok(Json(match caller {
        Caller::Agent(agent) => feed::sync_agent(&context, &agent, after).await?,
        Caller::Integration(Allowed(integration, _)) => feed::sync_integration(&context, &integration, after).await?,
    }))
}

/// Reads the change feed as the visitor
#[utoipa::path(
    get,
    path = "/v1/visitor/sync",
    tag = "visitor",
    params(SyncParams),
    responses(
        (status = 200, description = "What changed in the visitor's own chats.", body = SyncView<VisitorEventView>),
        (status = 410, description = "The log does not reach back so far."),
    ),
    security(("visitor" = []))
)]
pub async fn sync_visitor(
    State(context): State<Context>,
    visitor: Visitor,
    Params(params): Params<SyncParams>,
) -> Result<Json<SyncView<VisitorEventView>>> {
    Ok(Json(feed::sync_visitor(&context, visitor, params.after.as_deref()).await?))
}
