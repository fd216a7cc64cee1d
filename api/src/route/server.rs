//! The server itself.

use axum::{Json, extract::State};
use pronto_protocol::{PROTOCOL_VERSION, server::ServerView};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{context::Context, middleware::protocol::OLDEST_PROTOCOL};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show_server))
}

/// Shows the server
///
/// Its version, and which clients it understands. An app asks before somebody signs in, and learns its clock's error by it.
#[utoipa::path(
    get,
    path = "/v1/server",
    tag = "sessions",
    responses((status = 200, description = "The server.", body = ServerView)),
    security(())
)]
pub async fn show_server(State(context): State<Context>) -> Json<ServerView> {
    Json(ServerView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        protocol: PROTOCOL_VERSION,
        oldest_protocol: OLDEST_PROTOCOL,
        now: context.clock.now(),
    })
}
