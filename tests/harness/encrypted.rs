//! An encrypted way to a server, under an authority that the test has made.

use std::sync::Arc;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use crate::provider::ca;

/// Takes the encryption off, as a proxy before the server does; gone when dropped.
#[derive(Debug)]
pub struct EncryptedWay {
    /// Where it is reached.
    pub url: String,
    /// The authority that vouches for it, in PEM.
    pub authority: String,
    _listening: JoinSet<()>,
}

impl EncryptedWay {
    /// To a server at `host:port`.
    pub async fn to(server: &str) -> Self {
        let (config, authority) = ca::server_speaking(b"http/1.1");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("https://{}", listener.local_addr().expect("an address"));
        let server = server.to_owned();
        let mut listening = JoinSet::new();
        listening.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, server) = (acceptor.clone(), server.clone());
                connections.spawn(async move {
                    // Who does not trust the certificate goes away here.
                    let Ok(mut near) = acceptor.accept(stream).await else { return };
                    let Ok(mut far) = TcpStream::connect(&server).await else { return };
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        Self { url, authority, _listening: listening }
    }
}
