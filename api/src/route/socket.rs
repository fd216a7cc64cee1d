//! The socket's door.

use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, header},
    response::Response,
};
use pronto_protocol::{error::ErrorCode, socket::CLIENT_FRAME_MOST_BYTES};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    context::Context,
    error::{Error, Result},
    language,
    middleware::peer::Peer,
    realtime,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(open_socket))
}

/// Opens the socket
///
/// A WebSocket. The first frame is `hello` within 5 seconds (see `ClientFrame`); the server answers with `ServerFrame`s:
/// `ready` (`resync` when the log does not reach back to the cursor), then what was missed since the cursor, then live
/// events, in one order. No credential goes into the address.
///
/// Frames are JSON text. One of more than 65,536 bytes ends the connection; one that cannot be read, or asks for what
/// is not allowed, is answered with `refused`. At most 600 frames in 10 seconds while the server limits rates, and 20
/// chats opened beside one's own. Every 30 seconds the server sends `heartbeat` and a WebSocket ping, and a ping at once
/// when it holds a push back for the client's screen. It closes a socket from which nothing, not even a pong, has come
/// for 75 seconds, one that leaves such a ping unanswered for 10 seconds, and one that does not take a frame for 10
/// seconds or has more than 262,144 bytes waiting (unless set otherwise).
///
/// Closed with one of these, come back and resume from the last cursor:
/// - 1012: the server restarts; the reason holds `retry_after_ms=N`, the milliseconds to wait.
/// - 4000: the client reads too slowly.
/// - 4001: the client is silent.
/// - 4002: the server had a fault.
/// - 4003: the agent's rights changed.
/// - 4004: the visitor has become a known person; come back with that person's token.
/// - 4401: the token has expired; refresh it first.
/// - 4408: no `hello` came within 5 seconds.
/// - 4429: too many frames.
///
/// Closed with one of these, do not come back with the same token and client:
/// - 4500: the first frame is no `hello`, its cursor was not made by this server, or a frame is binary.
/// - 4501: the token is not valid, or the agent must set up a second factor first; the reason tells which.
/// - 4503: the session was ended.
/// - 4504: the visitor is blocked.
/// - 4526: the client's protocol version is too old.
///
/// Of codes that are not listed, 4000–4499 mean come back, 4500–4999 do not.
#[utoipa::path(
    get,
    path = "/v1/socket",
    tag = "feed",
    responses(
        (status = 101, description = "Switched to WebSocket."),
        (status = 400, description = "No upgrade."),
        (status = 403, description = "The origin is refused."),
    ),
    security(())
)]
pub async fn open_socket(
    State(context): State<Context>,
    peer: Peer,
    headers: HeaderMap,
    upgrade: std::result::Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response> {
    let upgrade = upgrade.map_err(|rejection| Error::new(ErrorCode::BadRequest).detail(rejection.body_text()))?;
    if let Some(origin) = headers.get(header::ORIGIN) {
        let allowed = origin.to_str().is_ok_and(|origin| context.config.allows_origin(origin));
        if !allowed {
            return Err(ErrorCode::OriginRefused.into());
        }
    }
    let mut upgrade = upgrade.max_message_size(CLIENT_FRAME_MOST_BYTES).max_frame_size(CLIENT_FRAME_MOST_BYTES);
    if !context.config.socket_default_buffers {
        // axum's own buffers are 128 kB for each socket, used or not.
        upgrade = upgrade
            .read_buffer_size(1024)
            .write_buffer_size(0)
            .max_write_buffer_size(context.config.socket_queue_bytes.max(1024));
    }
    let locale = language::of_headers(&headers);
    Ok(upgrade.on_upgrade(move |socket| language::speaking(locale, realtime::run(context, socket, peer.0))))
}
