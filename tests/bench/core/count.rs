//! A relay between phone and server that counts the bytes of both directions.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, ReadBuf, copy},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf},
    task::JoinSet,
};

/// Counts what goes between phone and server.
pub(super) struct Relay {
    /// Where the phone finds the server.
    pub url: String,
    bytes: Arc<AtomicU64>,
    _listening: JoinSet<()>,
}

impl Relay {
    /// To a server that listens at an address.
    pub(super) async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        let mut listening = JoinSet::new();
        listening.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((phone, _)) = listener.accept().await {
                let Ok(there) = TcpStream::connect(&server).await else { continue };
                let (phone_in, phone_out) = phone.into_split();
                let (there_in, there_out) = there.into_split();
                for (mut from, mut to) in [
                    (Counted(phone_in, Arc::clone(&counted)), there_out),
                    (Counted(there_in, Arc::clone(&counted)), phone_out),
                ] {
                    connections.spawn(async move {
                        let _ = copy(&mut from, &mut to).await;
                    });
                }
            }
        });
        Self { url, bytes, _listening: listening }
    }

    /// What has gone over it, without what TCP and IP add.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// A reader that counts.
struct Counted(OwnedReadHalf, Arc<AtomicU64>);

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.0).poll_read(context, buffer);
        self.1.fetch_add((buffer.filled().len() - before) as u64, Ordering::Relaxed);
        polled
    }
}
