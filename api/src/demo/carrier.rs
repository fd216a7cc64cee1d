//! Fake push providers for the demo's phones: they speak what Google and a browser's push service speak, and hand what
//! arrives to the phone. The strict ones, which check every rule, are with the tests.

use std::{collections::HashMap, net::SocketAddr, time::Instant};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use pronto_mobile::client::PushPayload;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};

/// A push on its way to a phone.
#[derive(Debug)]
pub struct Carried {
    /// The device's token.
    pub token: String,
    /// What the phone gets.
    pub payload: PushPayload,
    /// When the provider took it.
    pub at: Instant,
}

/// Running fake providers.
#[derive(Debug)]
pub struct Carrier {
    /// Where they listen.
    pub address: SocketAddr,
    arrived: mpsc::UnboundedReceiver<Carried>,
    _server: JoinSet<()>,
}

#[derive(Deserialize)]
struct FcmRequest {
    message: FcmMessage,
}

#[derive(Deserialize)]
struct FcmMessage {
    token: String,
    #[serde(default)]
    data: HashMap<String, String>,
}

impl Carrier {
    /// Starts them on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> std::io::Result<Self> {
        let (sender, arrived) = mpsc::unbounded_channel();
        let router = Router::new()
            .route(
                "/token",
                post(async || Json(json!({"access_token": "demo", "expires_in": 3600, "token_type": "Bearer"}))),
            )
            .route("/v1/projects/{project}/messages:send", post(take_fcm))
            .route("/browser/{token}", post(take_webpush))
            .with_state(sender);
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        let mut server = JoinSet::new();
        server.spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, arrived, _server: server })
    }

    /// The next push that arrives.
    pub async fn next(&mut self) -> Option<Carried> {
        self.arrived.recv().await
    }
}

async fn take_fcm(
    State(sender): State<mpsc::UnboundedSender<Carried>>,
    Json(request): Json<FcmRequest>,
) -> Json<Value> {
    let FcmMessage { token, data } = request.message;
    let _ = sender.send(Carried { token, payload: PushPayload::Fcm(data), at: Instant::now() });
    Json(json!({"name": "projects/demo/messages/1"}))
}

async fn take_webpush(
    State(sender): State<mpsc::UnboundedSender<Carried>>,
    Path(token): Path<String>,
    body: Bytes,
) -> StatusCode {
    let _ = sender.send(Carried { token, payload: PushPayload::WebPushSealed(body.to_vec()), at: Instant::now() });
    StatusCode::CREATED
}

/// A service account as Google gives it, with a key made now.
///
/// # Errors
/// When the system makes no key.
pub fn service_account(carrier: SocketAddr) -> Result<String, String> {
    use aws_lc_rs::{
        encoding::AsDer,
        rsa::{KeyPair, KeySize},
    };
    let unmade = |error: aws_lc_rs::error::Unspecified| format!("no RSA key can be made: {error}");
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(unmade)?;
    let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).map_err(unmade)?;
    let lines: Vec<String> = STANDARD
        .encode(der.as_ref())
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
    let account = json!({
        "type": "service_account",
        "project_id": "demo",
        "client_email": "pronto@demo.example",
        "private_key_id": "demo",
        "private_key": pem,
        "token_uri": format!("http://{carrier}/token"),
    });
    Ok(account.to_string())
}
