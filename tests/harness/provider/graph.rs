//! A fake Graph API with a WhatsApp number behind it: checks tokens, paths and shapes, takes and gives files, and posts signed
//! webhooks as WhatsApp does.

mod form;
mod media;
mod message;
mod webhook;

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, Response},
    routing::{get, post},
};
use pronto_api::clock::Clock;
use serde_json::{Value, json};
use uuid::Uuid;

pub use webhook::{posted, posted_for, signature};

use super::{
    super::call,
    listen::{self, Listener},
    record::{Answer, Provider, Received, respond},
};

/// The provider's id of the number.
pub const PHONE_NUMBER_ID: &str = "106540352242922";
/// The provider's id of the business account.
pub const BUSINESS_ACCOUNT_ID: &str = "102290129340398";
/// The access token.
pub const TOKEN: &str = "EAAJB-canary-token";
/// The secret that signs webhooks.
pub const APP_SECRET: &str = "canary-app-secret";
/// The word that proves the callback URL.
pub const VERIFY_TOKEN: &str = "canary-verify-token";
/// A file that was uploaded, or can be fetched.
#[derive(Clone, Debug)]
pub struct Media {
    /// Its type.
    pub content_type: String,
    /// Its name, of uploads.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

struct Desk {
    provider: Arc<Provider>,
    address: String,
    count: AtomicUsize,
    media: Mutex<HashMap<String, Media>>,
    templates: Mutex<Value>,
}

/// A fake Graph API; gone when dropped.
pub struct FakeGraph {
    desk: Arc<Desk>,
    listener: Listener,
}

impl FakeGraph {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let (listener, address) = listen::bind().await;
        let desk = Arc::new(Desk {
            provider: Provider::new("Graph", Clock::default()),
            address: format!("http://{address}"),
            count: AtomicUsize::new(1),
            media: Mutex::default(),
            templates: Mutex::new(json!([])),
        });
        let router = Router::new()
            .route("/v24.0/{id}", get(media::show))
            .route("/v24.0/{id}/messages", post(message::send))
            .route("/v24.0/{id}/media", post(media::upload))
            .route("/v24.0/{id}/message_templates", get(list_templates))
            .route("/lookaside/{id}", get(media::download))
            .layer(DefaultBodyLimit::max(32 * 1024 * 1024))
            .with_state(Arc::clone(&desk));
        let listener = listen::serve(listener, router, None, desk.provider.signals.clone());
        Self { desk, listener }
    }

    /// Its address, with the version.
    pub fn url(&self) -> String {
        format!("http://{}/v24.0", self.listener.address)
    }

    /// The number as an admin registers it.
    pub fn account(&self, queue_id: Uuid) -> Value {
        json!({
            "phone": "+55 11 4004-1234", "phone_number_id": PHONE_NUMBER_ID, "business_account_id": BUSINESS_ACCOUNT_ID,
            "queue_id": queue_id, "access_token": TOKEN, "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN,
        })
    }

    /// Answers to the next requests for files.
    pub fn script_media(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script(media::MEDIA, answers);
    }

    /// The Graph API's form of a refusal.
    pub fn refusal(status: u16, code: i32, message: &str, details: &str) -> Answer {
        let error = json!({
            "message": format!("(#{code}) {message}"), "type": "OAuthException", "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": details}, "fbtrace_id": "AbCdEf",
        });
        Answer::body(status, json!({"error": error}))
    }

    /// Something that a customer has sent, to be fetched by its id.
    pub fn keep(&self, content_type: &str, bytes: Vec<u8>) -> String {
        let id = self.desk.next("9");
        let media = Media { content_type: content_type.to_owned(), name: String::new(), bytes };
        self.desk.media.lock().unwrap().insert(id.clone(), media);
        id
    }

    /// What was uploaded under an id.
    pub fn uploaded(&self, id: &Value) -> Media {
        let id = id.as_str().expect("an id");
        self.desk.media.lock().unwrap().get(id).cloned().unwrap_or_else(|| panic!("nothing was uploaded as {id}"))
    }

    /// The templates that are approved.
    pub fn approve(&self, templates: Value) {
        *self.desk.templates.lock().unwrap() = templates;
    }

    /// What a customer's phone would show, in order: texts, captions, and kinds of files.
    pub fn shown(&self, to: &str) -> Vec<String> {
        let shown = |received: Received| {
            let payload = received.payload;
            let kind = payload["type"].as_str().unwrap_or_default().to_owned();
            match kind.as_str() {
                "text" => payload["text"]["body"].as_str().unwrap_or_default().to_owned(),
                "template" => format!("[template {}]", payload["template"]["name"].as_str().unwrap_or_default()),
                kind => format!("[{kind}] {}", payload[kind]["caption"].as_str().unwrap_or_default()).trim().to_owned(),
            }
        };
        self.accepted().into_iter().filter(|received| received.token == to).map(shown).collect()
    }

    /// Posts to a server's door as WhatsApp does, signed; the status of the answer.
    pub async fn post(&self, address: &str, body: &Value) -> u16 {
        let body = body.to_string();
        let signature = signature(APP_SECRET, body.as_bytes());
        self.post_signed(address, body, Some(&signature)).await
    }

    /// Posts with a signature of the test's choice, or none.
    pub async fn post_signed(&self, address: &str, body: String, signature: Option<&str>) -> u16 {
        let request = reqwest::Client::new().post(address).header("content-type", "application/json").body(body);
        let request = match signature {
            Some(signature) => request.header("x-hub-signature-256", signature),
            None => request,
        };
        let status = request.send().await.expect("the door answers").status().as_u16();
        call::note("POST", address, status);
        status
    }
}

impl Deref for FakeGraph {
    type Target = Provider;

    fn deref(&self) -> &Provider {
        &self.desk.provider
    }
}

impl Drop for FakeGraph {
    fn drop(&mut self) {
        self.check_on_drop();
    }
}

impl Desk {
    fn next(&self, first: &str) -> String {
        format!("{first}{:09}", self.count.fetch_add(1, Ordering::AcqRel))
    }

    fn refuse_strangers(&self, headers: &HeaderMap) -> Option<Response<Body>> {
        let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if bearer == format!("Bearer {TOKEN}") {
            return None;
        }
        let error = json!({"message": "Error validating access token", "type": "OAuthException", "code": 190});
        Some(respond(401, &json!({"error": error})))
    }
}

async fn list_templates(State(desk): State<Arc<Desk>>, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        return refused;
    }
    if id != BUSINESS_ACCOUNT_ID {
        desk.provider.violation(format!("templates of {id}"));
    }
    let templates = desk.templates.lock().unwrap().clone();
    respond(200, &json!({"data": templates, "paging": {}}))
}
