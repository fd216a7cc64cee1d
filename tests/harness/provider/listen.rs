//! The listening side of a fake: accepts connections on a free port, and ends them in good or bad order when told.

use std::{
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::Router;
use hyper::server::conn::{http1, http2};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

/// Tells a listener's connections what to do.
#[derive(Clone, Default)]
pub(super) struct Signals {
    cut: watch::Sender<()>,
    goaway: watch::Sender<()>,
    connections: Arc<AtomicUsize>,
}

impl Signals {
    pub(super) fn cut(&self) {
        self.cut.send_replace(());
    }

    pub(super) fn goaway(&self) {
        self.goaway.send_replace(());
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Acquire)
    }
}

/// A fake's socket; closed when dropped.
pub(super) struct Listener {
    pub(super) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A bound socket that does not answer yet: its address is known to the router before it serves.
pub(super) async fn bind() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// Serves HTTP/2 over TLS with a TLS configuration, plain HTTP/1.1 without.
pub(super) fn serve(listener: TcpListener, router: Router, tls: Option<ServerConfig>, signals: Signals) -> Listener {
    let address = listener.local_addr().expect("an address");
    let acceptor = tls.map(|tls| TlsAcceptor::from(Arc::new(tls)));
    let task = tokio::spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    let Ok((stream, _)) = accepted else { continue };
                    connections.spawn(connection(stream, router.clone(), acceptor.clone(), signals.clone()));
                }
                Some(_) = connections.join_next() => {}
            }
        }
    });
    Listener { address, task }
}

/// How a connection came to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    InOrder,
    Cut,
}

/// Serves one connection until it ends, is told to end, or is cut.
macro_rules! until_told {
    ($connection:expr, $signals:expr) => {{
        let mut connection = pin!($connection);
        let (mut cut, mut goaway) = ($signals.cut.subscribe(), $signals.goaway.subscribe());
        loop {
            tokio::select! {
                _ = connection.as_mut() => break End::InOrder,
                _ = cut.changed() => break End::Cut,
                _ = goaway.changed() => connection.as_mut().graceful_shutdown(),
            }
        }
    }};
}

async fn connection(stream: TcpStream, router: Router, acceptor: Option<TlsAcceptor>, signals: Signals) {
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let (stream, twin) = twins(stream);
    let end = match acceptor {
        Some(acceptor) => {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            signals.connections.fetch_add(1, Ordering::AcqRel);
            until_told!(
                http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service),
                signals
            )
        }
        None => {
            signals.connections.fetch_add(1, Ordering::AcqRel);
            until_told!(http1::Builder::new().serve_connection(TokioIo::new(stream), service), signals)
        }
    };
    if end == End::InOrder {
        linger(twin).await;
    }
}

/// The same connection twice: one for the server, one that outlives it.
fn twins(stream: TcpStream) -> (TcpStream, TcpStream) {
    let stream = stream.into_std().expect("a socket");
    let twin = stream.try_clone().expect("a second descriptor");
    (TcpStream::from_std(stream).expect("a socket"), TcpStream::from_std(twin).expect("a socket"))
}

/// Reads on until the other side closes, as good servers do: closing while something arrives resets the connection, and the
/// reset overtakes the GOAWAY that told the client what to send again.
async fn linger(mut twin: TcpStream) {
    let mut rest = [0; 4096];
    let drained = async { while twin.read(&mut rest).await.is_ok_and(|read| read > 0) {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), drained).await;
}
