//! A fake Apple: HTTP/2 over TLS, both worlds, every rule of a request checked.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Deref,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, Response, Version},
    routing::post,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use pronto_api::{
    clock::Clock,
    push::transport::{Credentials, Environment, PushApp, Target},
};
use rcgen::KeyPair;
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::{
    ca,
    listen::{self, Listener},
    record::{Provider, respond},
};

const TEAM_ID: &str = "TEAM000001";
const KEY_ID: &str = "KEY0000001";
const TOPIC: &str = "app.pronto.agent";

/// A fake Apple.
pub struct FakeApns {
    apple: Arc<Apple>,
    listener: Listener,
    ca: NamedTempFile,
    private_key_pem: String,
}

struct Apple {
    provider: Arc<Provider>,
    key: DecodingKey,
    tokens: Mutex<HashMap<String, Environment>>,
    signatures: Mutex<BTreeSet<String>>,
}

impl FakeApns {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        Self::start_with(Clock::default()).await
    }

    /// Starts one with the clock of the server under test.
    pub async fn start_with(clock: Clock) -> Self {
        super::install_crypto();
        let pair = KeyPair::generate().expect("a key");
        let key = DecodingKey::from_ec_pem(pair.public_key_pem().as_bytes()).expect("a public key");
        let provider = Provider::new("APNs", clock);
        let apple = Arc::new(Apple { provider, key, tokens: Mutex::default(), signatures: Mutex::default() });
        let router = Router::new()
            .route("/3/device/{token}", post(production))
            .route("/sandbox/3/device/{token}", post(sandbox))
            .with_state(Arc::clone(&apple));
        let (tls, ca) = ca::server();
        let (listener, _) = listen::bind().await;
        let listener = listen::serve(listener, router, Some(tls), apple.provider.signals.clone());
        Self { apple, listener, ca, private_key_pem: pair.serialize_pem() }
    }

    /// Its address for app store builds.
    pub fn url(&self) -> String {
        format!("https://{}", self.listener.address)
    }

    /// Its address for development builds.
    pub fn sandbox_url(&self) -> String {
        format!("{}/sandbox", self.url())
    }

    /// The authority to trust, as a PEM file.
    pub fn ca_file(&self) -> PathBuf {
        self.ca.path().to_owned()
    }

    /// Credentials it accepts.
    pub fn credentials(&self) -> Credentials {
        Credentials::Apns {
            team_id: TEAM_ID.into(),
            key_id: KEY_ID.into(),
            private_key_pem: self.private_key_pem.clone(),
            topic: TOPIC.into(),
        }
    }

    /// A push app with these credentials.
    pub fn app(&self) -> PushApp {
        PushApp { id: Uuid::from_u128(0xa), version: 1, credentials: self.credentials() }
    }

    /// Installs the app on a device; the same name gives the same token. Other tokens are unknown to Apple.
    pub fn token(&self, name: &str) -> String {
        self.install(name, Environment::Production)
    }

    /// The same for a development build.
    pub fn sandbox_token(&self, name: &str) -> String {
        self.install(&format!("sandbox {name}"), Environment::Sandbox)
    }

    /// A device as the transport takes it.
    pub fn target(&self, name: &str) -> Target {
        Target { token: self.token(name), environment: Environment::Production, p256dh: None, auth: None }
    }

    /// How many different signatures were seen.
    pub fn signatures(&self) -> usize {
        self.apple.signatures.lock().expect("signatures").len()
    }

    fn install(&self, name: &str, environment: Environment) -> String {
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, name.as_bytes());
        let token: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        self.apple.tokens.lock().expect("tokens").insert(token.clone(), environment);
        token
    }
}

impl Deref for FakeApns {
    type Target = Provider;

    fn deref(&self) -> &Provider {
        &self.apple.provider
    }
}

impl Drop for FakeApns {
    fn drop(&mut self) {
        self.check_on_drop();
    }
}

async fn production(State(apple): State<Arc<Apple>>, Path(token): Path<String>, request: Request) -> Response<Body> {
    answer(&apple, &token, Environment::Production, request).await
}

async fn sandbox(State(apple): State<Arc<Apple>>, Path(token): Path<String>, request: Request) -> Response<Body> {
    answer(&apple, &token, Environment::Sandbox, request).await
}

async fn answer(apple: &Apple, token: &str, environment: Environment, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if parts.version != Version::HTTP_2 {
        apple.provider.violation("not HTTP/2");
    }
    let Ok(body) = to_bytes(body, 1 << 20).await else { return respond(400, &json!({ "reason": "IdleTimeout" })) };
    let mut response = match check(apple, token, environment, &parts.headers, &body) {
        Err((status, reason)) => respond(status, &json!({ "reason": reason })),
        Ok(payload) => {
            let mut accepted = respond(200, &Value::Null);
            if let Some(id) = parts.headers.get("apns-id") {
                accepted.headers_mut().insert("apns-id", id.clone());
            }
            if environment == Environment::Sandbox {
                accepted.headers_mut().insert("apns-unique-id", Uuid::now_v7().to_string().parse().expect("a header"));
            }
            apple.provider.settle(token, &parts.headers, payload, accepted).await
        }
    };
    if let Some(id) = parts.headers.get("apns-id") {
        response.headers_mut().insert("apns-id", id.clone());
    }
    response
}

type Refusal = (u16, &'static str);

fn check(
    apple: &Apple,
    token: &str,
    environment: Environment,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, Refusal> {
    let refuse = |status: u16, reason: &'static str, why: String| {
        apple.provider.violation(format!("{status} {reason}: {why}"));
        Err((status, reason))
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Err(why) = check_signature(apple, text("authorization")) {
        return refuse(403, "InvalidProviderToken", why);
    }
    match text("apns-topic") {
        None => return refuse(400, "MissingTopic", "no apns-topic".into()),
        Some(TOPIC) => {}
        Some(other) => return refuse(400, "TopicDisallowed", other.into()),
    }
    let id = text("apns-id").unwrap_or_default();
    if !Uuid::parse_str(id).is_ok_and(|uuid| uuid.hyphenated().to_string() == id) {
        return refuse(400, "BadMessageId", format!("apns-id {id:?}"));
    }
    if text("apns-expiration").is_none_or(|at| at.parse::<u32>().is_err()) {
        return refuse(400, "BadExpirationDate", format!("{:?}", text("apns-expiration")));
    }
    if text("apns-collapse-id").is_some_and(|id| id.is_empty() || id.len() > 64) {
        return refuse(400, "BadCollapseId", format!("{:?}", text("apns-collapse-id")));
    }
    if body.is_empty() {
        return refuse(400, "PayloadEmpty", "no body".into());
    }
    if body.len() > 4096 {
        return refuse(413, "PayloadTooLarge", format!("{} bytes", body.len()));
    }
    let Ok(payload) = serde_json::from_slice::<Value>(body) else {
        return refuse(400, "PayloadEmpty", "not JSON".into());
    };
    if let Err(why) = check_payload(&payload, text("apns-push-type"), text("apns-priority")) {
        return refuse(400, "BadPriority", why);
    }
    // A token of the other world, or of no device: not the sender's fault, so no rule is broken.
    match apple.tokens.lock().expect("tokens").get(token) {
        Some(known) if *known == environment => Ok(payload),
        _ => Err((400, "BadDeviceToken")),
    }
}

fn check_signature(apple: &Apple, authorization: Option<&str>) -> Result<(), String> {
    let jwt = authorization.and_then(|text| text.strip_prefix("bearer ")).ok_or("no bearer token")?;
    let mut rules = Validation::new(Algorithm::ES256);
    rules.validate_exp = false;
    rules.set_required_spec_claims::<&str>(&[]);
    let token = jsonwebtoken::decode::<Value>(jwt, &apple.key, &rules).map_err(|error| error.to_string())?;
    let age_s = apple.provider.clock.now_ms() / 1000 - token.claims["iat"].as_i64().ok_or("no iat")?;
    if token.header.kid.as_deref() != Some(KEY_ID) || token.claims["iss"] != TEAM_ID {
        return Err("another key or team".into());
    }
    if !(-60..=3600).contains(&age_s) {
        return Err(format!("signed {age_s} s ago"));
    }
    apple.signatures.lock().expect("signatures").insert(jwt.to_owned());
    Ok(())
}

fn check_payload(payload: &Value, push_type: Option<&str>, priority: Option<&str>) -> Result<(), String> {
    let aps = payload["aps"].as_object().ok_or("no aps")?;
    let known = [
        "alert",
        "badge",
        "sound",
        "thread-id",
        "category",
        "content-available",
        "mutable-content",
        "target-content-id",
        "interruption-level",
        "relevance-score",
    ];
    if let Some(other) = aps.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("unknown key {other} in aps"));
    }
    let visible = ["alert", "badge", "sound"].iter().any(|key| aps.contains_key(*key));
    let silent = aps.get("content-available") == Some(&json!(1));
    match (push_type, priority) {
        (Some("alert"), Some("10" | "5" | "1")) if visible && !silent => {}
        (Some("background"), Some("5")) if silent && aps.len() == 1 => {}
        _ => return Err(format!("type {push_type:?} with priority {priority:?} for {payload}")),
    }
    if aps.contains_key("mutable-content") && !aps.contains_key("alert") {
        return Err("mutable-content without alert".into());
    }
    if aps.get("badge").is_some_and(|badge| !badge.is_u64()) {
        return Err("badge is not a number".into());
    }
    Ok(())
}
