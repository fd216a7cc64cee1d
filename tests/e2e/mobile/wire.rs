//! A wire between phone and server that can be cut: at once, or after so many bytes.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// A wire to a server.
pub(super) struct Wire {
    /// Where the phone finds the server.
    pub url: String,
    shared: Arc<Shared>,
    _listening: JoinSet<()>,
}

struct Shared {
    server: Mutex<SocketAddr>,
    is_up: AtomicBool,
    /// Connections made since the last cut end with it.
    cut: tokio::sync::watch::Sender<u64>,
    /// After so many more bytes upwards it is cut.
    cut_after: AtomicU64,
}

impl Wire {
    pub(super) async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            server: Mutex::new(server),
            is_up: AtomicBool::new(true),
            cut: tokio::sync::watch::Sender::new(0),
            cut_after: AtomicU64::new(u64::MAX),
        });
        let mut listening = JoinSet::new();
        listening.spawn(listen(listener, Arc::clone(&shared)));
        Self { url, shared, _listening: listening }
    }

    /// Cuts every connection; new ones are refused until it is mended.
    pub(super) fn cut(&self) {
        self.shared.is_up.store(false, Ordering::Relaxed);
        self.shared.cut.send_modify(|cuts| *cuts += 1);
    }

    /// Cuts once so many more bytes have gone up; it is up again at once.
    pub(super) fn cut_after(&self, bytes: u64) {
        self.shared.cut_after.store(bytes, Ordering::Relaxed);
    }

    /// It is up, and no cut is planned any more.
    pub(super) fn mend(&self) {
        self.shared.cut_after.store(u64::MAX, Ordering::Relaxed);
        self.shared.is_up.store(true, Ordering::Relaxed);
    }

    /// The server is elsewhere now.
    pub(super) fn lead_to(&self, server: SocketAddr) {
        *self.shared.server.lock().expect("held") = server;
        self.shared.cut.send_modify(|cuts| *cuts += 1);
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((phone, _)) = listener.accept().await {
        if shared.is_up.load(Ordering::Relaxed) {
            connections.spawn(carry(phone, Arc::clone(&shared)));
        }
    }
}

async fn carry(mut phone: TcpStream, shared: Arc<Shared>) {
    let mut cut = shared.cut.subscribe();
    let address = *shared.server.lock().expect("held");
    let Ok(mut server) = TcpStream::connect(address).await else { return };
    let (mut up, mut down) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        tokio::select! {
            _ = cut.changed() => return,
            read = phone.read(&mut up) => {
                let Ok(count @ 1..) = read else { return };
                let bytes = count as u64;
                let left = shared.cut_after.load(Ordering::Relaxed);
                if left <= bytes {
                    shared.cut_after.store(u64::MAX, Ordering::Relaxed);
                    return;
                }
                if left != u64::MAX {
                    shared.cut_after.store(left - bytes, Ordering::Relaxed);
                }
                if server.write_all(&up[..count]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(count @ 1..) = read else { return };
                if phone.write_all(&down[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}
