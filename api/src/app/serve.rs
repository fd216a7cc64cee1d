//! Listens, runs the workers, and drains: nobody is cut off without a word of when to come back.

use std::{borrow::Cow, net::SocketAddr, time::Duration};

use axum::serve::ListenerExt;
use pronto_protocol::socket::close;
use tokio::{net::TcpListener, sync::oneshot};

use super::router::router;
use crate::{chance, context::Context, hub::Closing, worker};

/// How long clients are spread over when they come back.
const COME_BACK_WITHIN: Duration = Duration::from_secs(5);
/// How long requests and sockets may take to end.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Its parts.
    pub context: Context,
    /// The address it listens on.
    pub address: SocketAddr,
    ended: oneshot::Receiver<()>,
}

/// Starts the workers and listens.
///
/// # Errors
/// When the socket's own address cannot be told.
pub fn start(context: Context, listener: TcpListener) -> std::io::Result<Server> {
    let address = listener.local_addr()?;
    context.tasks.spawn("jobs", worker::job::run(context.clone()));
    context.tasks.spawn("mails", worker::mail::run(context.clone()));
    context.tasks.spawn("push follower", worker::push_follower::run(context.clone()));
    context.tasks.spawn("deliveries", worker::delivery::run(context.clone()));
    context.tasks.spawn("queue counts", worker::queue_counts::run(context.clone()));
    context.tasks.spawn("search follower", worker::search_follower::run(context.clone()));
    context.tasks.spawn("retention", worker::retention::run(context.clone()));
    context.tasks.spawn("webhook follower", worker::webhook::follow::run(context.clone()));
    context.tasks.spawn("webhooks", worker::webhook::send::run(context.clone()));
    context.tasks.spawn("whatsapp follower", worker::whatsapp::follow::run(context.clone()));
    context.tasks.spawn("whatsapp", worker::whatsapp::send::run(context.clone()));
    context.tasks.spawn("whatsapp files", worker::whatsapp::fetch::run(context.clone()));
    context.tasks.spawn("tail", worker::tail::run(context.clone()));
    context.tasks.spawn("watch", worker::watch::run(context.clone()));
    // Small frames must not wait for each other: 1,000 sends took 22.8 s with Nagle's algorithm and 0.78 s without.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let service = router(context.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (end, ended) = oneshot::channel();
    let draining = context.draining.clone();
    context.tasks.spawn("http", async move {
        let served = axum::serve(listener, service).with_graceful_shutdown(draining.cancelled_owned()).await;
        if let Err(error) = served {
            tracing::error!(%error, "the listener failed");
        }
        let _ = end.send(());
    });
    Ok(Server { context, address, ended })
}

impl Server {
    /// Stops: not ready any more, sockets told to come back, requests ended, then the workers and the ledger.
    pub async fn stop(self) {
        self.context.draining.cancel();
        // axum's graceful shutdown forgets sockets.
        self.context.hub.close_all(|| {
            let wait_ms = chance::jitter(COME_BACK_WITHIN).as_millis();
            Closing { code: close::RESTART, reason: Cow::Owned(format!("retry_after_ms={wait_ms}")) }
        });
        if tokio::time::timeout(DRAIN_WITHIN, self.ended).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        if !self.context.tasks.stop(DRAIN_WITHIN).await {
            tracing::warn!("some tasks did not end in time");
        }
    }
}
