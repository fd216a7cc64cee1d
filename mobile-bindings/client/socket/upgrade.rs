//! Makes the socket on the HTTP client's own connections, so that calls and socket trust the same certificates.

use std::time::Duration;

use pronto_protocol::{error::ErrorCode, server::PROTOCOL_HEADER};
use reqwest::{StatusCode, Upgraded, header};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use crate::client::{ClientError, Http, http::answer};

/// Largest frame read, in bytes: a chat with long fields is far below.
const FRAME_MOST_BYTES: usize = 4 * 1024 * 1024;

pub(super) type Socket = WebSocketStream<Upgraded>;

/// Opens `/v1/socket`.
pub(super) async fn upgrade(http: &Http) -> Result<Socket, ClientError> {
    let timeout = http.options().connect_timeout;
    let connecting = connect(http, timeout);
    tokio::time::timeout(timeout, connecting).await.map_err(|_| timed_out(timeout))?
}

async fn connect(http: &Http, timeout: Duration) -> Result<Socket, ClientError> {
    let key = generate_key();
    let url = http.base().join("v1/socket").map_err(ClientError::bad_payload)?;
    let request = http
        .client()
        .get(url)
        .header(PROTOCOL_HEADER, http.options().protocol)
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, &key);
    let reply = request.send().await.map_err(|error| answer::failure(&error, timeout))?;
    if reply.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(answer::read(Ok(reply), timeout).await.err().unwrap_or_else(not_a_socket));
    }
    let accepted = reply.headers().get(header::SEC_WEBSOCKET_ACCEPT).and_then(|accept| accept.to_str().ok());
    if accepted != Some(derive_accept_key(key.as_bytes()).as_str()) {
        return Err(not_a_socket());
    }
    let stream = reply.upgrade().await.map_err(|error| answer::failure(&error, timeout))?;
    let config =
        WebSocketConfig::default().max_message_size(Some(FRAME_MOST_BYTES)).max_frame_size(Some(FRAME_MOST_BYTES));
    Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await)
}

pub(super) fn timed_out(timeout: Duration) -> ClientError {
    ClientError::Timeout { after_ms: u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX) }
}

fn not_a_socket() -> ClientError {
    ClientError::Api {
        code: ErrorCode::Unknown,
        status: 502,
        detail: "no websocket answered".into(),
        retry_after_ms: None,
        fields: Vec::new(),
    }
}
