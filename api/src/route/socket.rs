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
/// `ready`, then what was missed since the cursor, then live events, in one order. Close codes 4000–4499 mean come back
/// and resume, 4500–4999 do not. No credential goes into the address.
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
