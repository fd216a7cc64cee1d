//! A webhook's receiver: verifies every post as Standard Webhooks asks, answers as told, and keeps what it got.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use pronto_api::clock::Clock;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

/// What the receiver does with a post.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    /// Answers with this status.
    Status(u16),
    /// Takes this long, then answers 200.
    After(Duration),
}

/// A post that was verified.
#[derive(Clone, Debug)]
pub struct Posted {
    /// `webhook-id`.
    pub id: String,
    /// What came.
    pub body: Value,
    /// How many of the signatures fit one of the receiver's secrets.
    pub fitting: usize,
    /// How many signatures there were.
    pub signatures: usize,
}

struct Desk {
    clock: Clock,
    secrets: Mutex<Vec<Vec<u8>>>,
    replies: Mutex<VecDeque<Reply>>,
    otherwise: Mutex<Reply>,
    posted: Mutex<Vec<Posted>>,
    wrong: Mutex<Vec<String>>,
}

/// A receiver on this machine; gone when dropped.
pub struct Receiver {
    address: SocketAddr,
    desk: Arc<Desk>,
    task: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    /// Listens; it shares the server's clock, since timestamps are checked.
    pub async fn start(clock: Clock) -> Self {
        let desk = Arc::new(Desk {
            clock,
            secrets: Mutex::default(),
            replies: Mutex::default(),
            otherwise: Mutex::new(Reply::Status(204)),
            posted: Mutex::default(),
            wrong: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().route("/hook", post(take)).with_state(Arc::clone(&desk));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("the receiver serves") });
        Self { address, desk, task }
    }

    /// Where to post to.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Knows another secret, as `whsec_…`.
    pub fn trust(&self, secret: &str) {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret of a webhook")).expect("base64");
        self.desk.secrets.lock().unwrap().push(key);
    }

    /// Forgets every secret.
    pub fn distrust(&self) {
        self.desk.secrets.lock().unwrap().clear();
    }

    /// Answers the next posts so, one after the other.
    pub fn reply(&self, replies: &[Reply]) {
        self.desk.replies.lock().unwrap().extend(replies);
    }

    /// Answers every other post so.
    pub fn reply_otherwise(&self, reply: Reply) {
        *self.desk.otherwise.lock().unwrap() = reply;
    }

    /// Every post so far; fails when one was not as it has to be.
    #[track_caller]
    pub fn posted(&self) -> Vec<Posted> {
        let wrong = self.desk.wrong.lock().unwrap();
        assert!(wrong.is_empty(), "posts that a receiver refuses: {wrong:#?}");
        self.desk.posted.lock().unwrap().clone()
    }

    /// Types of what was posted, in order.
    #[track_caller]
    pub fn kinds(&self) -> Vec<String> {
        self.posted().iter().map(|posted| posted.body["type"].as_str().expect("a type").to_owned()).collect()
    }
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    match checked(&desk, &headers, &body) {
        Ok(posted) => desk.posted.lock().unwrap().push(posted),
        Err(wrong) => {
            desk.wrong.lock().unwrap().push(wrong);
            return (StatusCode::UNAUTHORIZED, "refused");
        }
    }
    let reply = desk.replies.lock().unwrap().pop_front().unwrap_or(*desk.otherwise.lock().unwrap());
    match reply {
        Reply::Status(status) => (StatusCode::from_u16(status).expect("a status"), "as you say"),
        Reply::After(wait) => {
            tokio::time::sleep(wait).await;
            (StatusCode::OK, "at last")
        }
    }
}

fn checked(desk: &Desk, headers: &HeaderMap, body: &[u8]) -> Result<Posted, String> {
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned).ok_or(format!("no {name}"))
    };
    let (id, timestamp) = (header("webhook-id")?, header("webhook-timestamp")?);
    let at: i64 = timestamp.parse().map_err(|_| format!("the timestamp is {timestamp}"))?;
    if (desk.clock.now_ms() / 1000 - at).abs() > 300 {
        return Err(format!("the timestamp {at} is not now"));
    }
    let text = std::str::from_utf8(body).map_err(|_| "the body is no text".to_owned())?;
    let signed = format!("{id}.{timestamp}.{text}");
    let signatures = header("webhook-signature")?;
    let secrets = desk.secrets.lock().unwrap();
    let fits = |signature: &str| {
        let Some(mac) = signature.strip_prefix("v1,").and_then(|mac| STANDARD.decode(mac).ok()) else { return false };
        secrets.iter().any(|secret| verify(&Key::new(HMAC_SHA256, secret), signed.as_bytes(), &mac).is_ok())
    };
    let fitting = signatures.split(' ').filter(|signature| fits(signature)).count();
    if fitting == 0 {
        return Err(format!("no signature fits: {signatures}"));
    }
    let body = serde_json::from_str(text).map_err(|error| format!("the body is no JSON: {error}"))?;
    Ok(Posted { id, body, fitting, signatures: signatures.split(' ').count() })
}
