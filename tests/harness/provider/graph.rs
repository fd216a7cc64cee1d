//! A fake Graph API with a WhatsApp number behind it: checks tokens, paths and shapes, takes and gives files, and posts signed
//! webhooks as WhatsApp does.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, Response},
    routing::{get, post},
};
use pronto_api::clock::Clock;
use serde_json::{Value, json};
use uuid::Uuid;

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
/// Under this name answers to the next requests for files are scripted.
const MEDIA: &str = "media";
/// Types that may be uploaded.
const TYPES: &[&str] = &[
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "audio/aac",
    "audio/amr",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "image/jpeg",
    "image/png",
    "text/plain",
    "video/3gpp",
    "video/mp4",
];

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
            .route("/v24.0/{id}", get(show))
            .route("/v24.0/{id}/messages", post(send))
            .route("/v24.0/{id}/media", post(upload))
            .route("/v24.0/{id}/message_templates", get(list_templates))
            .route("/lookaside/{id}", get(download))
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
        self.script(MEDIA, answers);
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

/// `X-Hub-Signature-256` of a body.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let code = sign(&Key::new(HMAC_SHA256, secret.as_bytes()), body);
    let digits: String = code.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

/// A post that brings these messages and statuses for a number.
pub fn posted(people: Value, messages: Value, statuses: Value) -> Value {
    posted_for(PHONE_NUMBER_ID, people, messages, statuses)
}

/// The same for another number.
pub fn posted_for(phone_number_id: &str, people: Value, messages: Value, statuses: Value) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140041234", "phone_number_id": phone_number_id},
    });
    for (key, list) in [("contacts", people), ("messages", messages), ("statuses", statuses)] {
        if list.as_array().is_some_and(|list| !list.is_empty()) {
            value[key] = list;
        }
    }
    let change = json!({"value": value, "field": "messages"});
    json!({"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ACCOUNT_ID, "changes": [change]}]})
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

async fn send(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        return refused;
    }
    let mut message: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Err(why) = check(&desk, &id, &message) {
        desk.provider.violation(format!("message: {why}: {message}"));
        return respond(400, &json!({"error": {"message": format!("(#100) {why}"), "code": 100}}));
    }
    let to = message["to"].as_str().or(message["recipient"].as_str()).unwrap_or_default().to_owned();
    let wamid = format!("wamid.{}", desk.next("OUT"));
    message["wamid"] = wamid.clone().into();
    let accepted = json!({
        "messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}], "messages": [{"id": wamid}],
    });
    desk.provider.settle(&to, &headers, message, respond(200, &accepted)).await
}

fn check(desk: &Desk, id: &str, message: &Value) -> Result<(), String> {
    let text = |value: &Value, most: usize| {
        let length = value.as_str().map_or(0, |text| text.chars().count());
        if (1..=most).contains(&length) { Ok(()) } else { Err(format!("a text of {length} characters")) }
    };
    if id != PHONE_NUMBER_ID {
        return Err(format!("number {id}"));
    }
    if message["messaging_product"] != "whatsapp" || message["recipient_type"] != "individual" {
        return Err("messaging_product and recipient_type".into());
    }
    let digits = |to: &str| !to.is_empty() && to.bytes().all(|byte| byte.is_ascii_digit());
    match (message["to"].as_str(), message["recipient"].as_str()) {
        (Some(to), None) if digits(to) => {}
        (None, Some(recipient)) if recipient.contains('.') => {}
        other => return Err(format!("to {other:?}")),
    }
    text(&message["biz_opaque_callback_data"], 512)?;
    if let Some(context) = message.get("context") {
        text(&context["message_id"], 200)?;
    }
    let kind = message["type"].as_str().unwrap_or_default();
    let content = &message[kind];
    match kind {
        "text" => text(&content["body"], 4_096),
        "image" | "video" | "document" | "audio" => {
            let media = desk.media.lock().unwrap();
            let media = content["id"].as_str().and_then(|id| media.get(id)).ok_or("a file that was never uploaded")?;
            if kind != "document" && !media.content_type.starts_with(kind) {
                return Err(format!("{} as {kind}", media.content_type));
            }
            match content.get("caption") {
                Some(_) if kind == "audio" => Err("audio has no caption".into()),
                Some(caption) => text(caption, 1_024),
                None => Ok(()),
            }
        }
        "template" => {
            text(&content["name"], 512)?;
            text(&content["language"]["code"], 10)
        }
        other => Err(format!("type {other}")),
    }
}

async fn upload(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        return refused;
    }
    let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = match form(content_type, &body) {
        Ok(media) if id == PHONE_NUMBER_ID => media,
        other => {
            desk.provider.violation(format!("upload to {id}: {:?}", other.err()));
            return respond(400, &json!({"error": {"message": "(#100) Invalid parameter", "code": 100}}));
        }
    };
    match desk.provider.next_answer(MEDIA) {
        Answer::Accepted if !TYPES.contains(&media.content_type.as_str()) => {
            let details = format!("{} is not supported", media.content_type);
            let error = json!({"message": "(#100) Param file must be a file with one of the following types", "code": 100,
                "error_data": {"details": details}});
            respond(400, &json!({"error": error}))
        }
        Answer::Accepted => {
            let id = desk.next("8");
            desk.media.lock().unwrap().insert(id.clone(), media);
            respond(200, &json!({"id": id}))
        }
        answer => desk.provider.perform(answer, respond(200, &json!({}))).await,
    }
}

/// The fields of an upload, read as RFC 7578 says.
fn form(content_type: &str, body: &[u8]) -> Result<Media, String> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").ok_or("no form")?;
    let delimiter = format!("\r\n--{boundary}");
    let whole = [b"\r\n", body].concat();
    let mut parts = Vec::new();
    let mut rest = whole.as_slice();
    while let Some(at) = find(rest, delimiter.as_bytes()) {
        parts.push(&rest[..at]);
        rest = &rest[at + delimiter.len()..];
    }
    if rest != b"--\r\n" {
        return Err("the form does not end".into());
    }
    let mut fields = HashMap::new();
    let mut media = None;
    for part in parts.iter().skip(1) {
        let at = find(part, b"\r\n\r\n").ok_or("a part without a head")?;
        let (head, content) = (String::from_utf8_lossy(&part[..at]).into_owned(), part[at + 4..].to_vec());
        let quoted = |key: &str| {
            let after = head.split_once(&format!("{key}=\""))?.1;
            Some(after.split_once('"')?.0.to_owned())
        };
        let name = quoted(" name").ok_or("a part without a name")?;
        if name == "file" {
            let kind = head.split_once("Content-Type: ").ok_or("a file without a type")?.1;
            let content_type = kind.lines().next().unwrap_or_default().to_owned();
            media = Some(Media { content_type, name: quoted("filename").ok_or("no file name")?, bytes: content });
        } else {
            fields.insert(name, String::from_utf8(content).map_err(|error| error.to_string())?);
        }
    }
    let media = media.ok_or("no file")?;
    if fields.get("messaging_product").is_none_or(|product| product != "whatsapp")
        || fields.get("type") != Some(&media.content_type)
    {
        return Err(format!("fields {fields:?}"));
    }
    Ok(media)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

async fn show(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        return refused;
    }
    if id == PHONE_NUMBER_ID {
        let number = json!({"display_phone_number": "+55 11 4004-1234", "verified_name": "Loja", "id": id});
        return respond(200, &number);
    }
    let answer = desk.provider.next_answer(MEDIA);
    let media = desk.media.lock().unwrap().get(&id).cloned();
    let Some(media) = media else {
        let error = json!({"message": "Unsupported get request. Object does not exist", "code": 100});
        return respond(400, &json!({"error": error}));
    };
    if query.get("phone_number_id").is_none_or(|number| number != PHONE_NUMBER_ID) {
        desk.provider.violation("a file of another number");
    }
    let found = json!({
        "messaging_product": "whatsapp", "url": format!("{}/lookaside/{id}?hash=1", desk.address),
        "mime_type": media.content_type, "file_size": media.bytes.len().to_string(), "id": id,
    });
    desk.provider.perform(answer, respond(200, &found)).await
}

async fn download(State(desk): State<Arc<Desk>>, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        desk.provider.violation("a file was asked for without the token");
        return refused;
    }
    let media = desk.media.lock().unwrap().get(&id).cloned();
    match media {
        Some(media) => Response::builder()
            .header("content-type", media.content_type)
            .body(Body::from(media.bytes))
            .expect("a response"),
        None => respond(404, &Value::Null),
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
