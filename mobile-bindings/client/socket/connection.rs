//! One connection: what it holds between hello and end, and how it speaks.

use std::{pin::Pin, sync::Arc, time::Duration};

use futures_util::SinkExt;
use pronto_protocol::{error::ErrorCode, event::EventView, session::TokensView, socket::ClientFrame};
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    frame::{self, After},
    upgrade::Socket,
};
use crate::client::{ClientError, State, live::LinkEnd};

/// How often each side gives a sign of life when the server did not say it.
const BEAT: Duration = Duration::from_secs(30);

/// A frame that is not taken for so long is never taken.
const WRITE_WITHIN: Duration = Duration::from_secs(10);
/// Until `ready` tells the server's time, when the token ends is not known.
const UNKNOWN_LIFE: Duration = Duration::from_secs(24 * 3600);

/// A call that goes on beside the socket.
pub(super) type Call<T> = Pin<Box<dyn Future<Output = Result<T, ClientError>> + Send>>;

/// How a connection ended.
pub(super) struct Ended {
    pub after: After,
    pub reason: String,
}

/// One connection that said `ready`.
pub(super) struct Connection {
    pub socket: Socket,
    pub tokens: Arc<TokensView>,
    /// How often each side gives a sign of life.
    pub beat: Duration,
    /// When this side gives its next.
    pub beat_at: Instant,
    /// Nothing heard until then means that the link is dead.
    pub silent_at: Instant,
    /// When the token has to be renewed.
    pub renew_at: Instant,
    pub renewing: Option<Call<Arc<TokensView>>>,
    /// The server's time at `ready`, and ours: the device's clock may be wrong.
    pub server_time: (Instant, i64),
    pub loading: Option<Call<State>>,
    /// Events that came in while everything was being fetched.
    pub heard: Vec<EventView>,
    /// Opened streams, by the ping that follows each: once its pong is back, the stream is open.
    pub opening: Vec<(u64, Uuid)>,
    pub nonce: u64,
    /// The ping whose pong comes behind everything that was missed.
    pub caught_up_at: Option<u64>,
}

impl Connection {
    /// A socket that has not said `ready` yet.
    pub fn new(socket: Socket, tokens: Arc<TokensView>) -> Self {
        let now = Instant::now();
        Self {
            socket,
            tokens,
            beat: BEAT,
            beat_at: now + BEAT,
            silent_at: now + BEAT,
            renew_at: now + UNKNOWN_LIFE,
            renewing: None,
            server_time: (now, 0),
            loading: None,
            heard: Vec::new(),
            opening: Vec::new(),
            nonce: 0,
            caught_up_at: None,
        }
    }

    /// Sends a frame; a connection that takes none for so long is dead.
    pub async fn send(&mut self, frame: &ClientFrame) -> Result<(), Ended> {
        let sent = tokio::time::timeout(WRITE_WITHIN, self.socket.send(frame::text(frame))).await;
        sent.map_err(|_| ended(After::Backoff, "nothing can be written"))?.map_err(lost)
    }

    /// A sign of life, so that the server does not take a client that only listens for a dead one.
    pub async fn give_sign(&mut self) -> Result<(), Ended> {
        self.beat_at = Instant::now() + self.beat;
        self.send(&ClientFrame::Ping { nonce: None }).await
    }

    /// Asks for a pong, which comes behind everything that was missed.
    pub async fn ask_whether_caught_up(&mut self) -> Result<(), Ended> {
        self.nonce += 1;
        self.caught_up_at = Some(self.nonce);
        self.send(&ClientFrame::Ping { nonce: Some(self.nonce) }).await
    }

    /// Plans to renew the token after three quarters of what is left of it, and at least a second from now.
    pub fn plan_renewal(&mut self) {
        let (heard_at, server_ms) = self.server_time;
        let server_ms = server_ms + i64::try_from(heard_at.elapsed().as_millis()).unwrap_or(i64::MAX);
        let left_ms = u64::try_from(self.tokens.access_expires_at.unix_ms() - server_ms).unwrap_or_default();
        self.renew_at = Instant::now() + Duration::from_millis(left_ms / 4 * 3).max(Duration::from_secs(1));
    }
}

/// Polls a call; never ready when there is none.
pub(super) async fn poll<T>(call: &mut Option<Call<T>>) -> Result<T, ClientError> {
    match call {
        Some(call) => call.await,
        None => std::future::pending().await,
    }
}

pub(super) fn ended(after: After, reason: impl Into<String>) -> Ended {
    Ended { after, reason: reason.into() }
}

pub(super) fn lost(error: tokio_tungstenite::tungstenite::Error) -> Ended {
    ended(After::Backoff, error.to_string())
}

/// What a failed call means for the link.
pub(super) fn failed(error: ClientError) -> Ended {
    let after = match &error {
        ClientError::Unauthenticated { code: ErrorCode::TokenExpired } => After::Refresh,
        ClientError::Unauthenticated { .. } => After::End(LinkEnd::SessionEnded),
        ClientError::UpgradeRequired => After::End(LinkEnd::UpgradeRequired),
        error => error.retry_after_ms().map_or(After::Backoff, |ms| After::Wait(Duration::from_millis(ms))),
    };
    ended(after, error.to_string())
}
