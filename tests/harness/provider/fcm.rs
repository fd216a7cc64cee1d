//! A fake Google: FCM HTTP v1 and the OAuth endpoint that gives the access tokens for it.

use std::{
    collections::{HashMap, HashSet},
    ops::Deref,
    sync::{Arc, LazyLock, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, Response},
    routing::post,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use pronto_api::{
    clock::Clock,
    push::transport::{Credentials, Environment, PushApp, ServiceAccount, Target},
};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    listen::{self, Listener},
    record::{Answer, Provider, respond},
};

const PROJECT: &str = "pronto-test";
const EMAIL: &str = "push@pronto-test.iam.gserviceaccount.com";
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
/// The name under which answers and delays of the OAuth endpoint are scripted.
const OAUTH: &str = "oauth";

/// One RSA key for all tests of a process: making one takes long.
static KEY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("an RSA key"));

/// A fake Google.
pub struct FakeFcm {
    google: Arc<Google>,
    listener: Listener,
}

struct Google {
    provider: Arc<Provider>,
    token_url: String,
    key: DecodingKey,
    registrations: Mutex<HashSet<String>>,
    /// Access tokens given, with the time they end; revoked ones end at 0.
    granted: Mutex<HashMap<String, i64>>,
}

impl FakeFcm {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        Self::start_with(Clock::default()).await
    }

    /// Starts one with the clock of the server under test.
    pub async fn start_with(clock: Clock) -> Self {
        super::install_crypto();
        let (listener, address) = listen::bind().await;
        let google = Arc::new(Google {
            provider: Provider::new("FCM", clock),
            token_url: format!("http://{address}/token"),
            key: DecodingKey::from_rsa_pem(KEY.public_key_pem().as_bytes()).expect("a public key"),
            registrations: Mutex::default(),
            granted: Mutex::default(),
        });
        let router = Router::new()
            .route("/token", post(grant))
            .route("/v1/projects/{project}/messages:send", post(send))
            .with_state(Arc::clone(&google));
        let listener = listen::serve(listener, router, None, google.provider.signals.clone());
        Self { google, listener }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.listener.address)
    }

    /// Where access tokens are asked for.
    pub fn token_url(&self) -> String {
        self.google.token_url.clone()
    }

    /// The service account as read from its key file.
    pub fn service_account(&self) -> ServiceAccount {
        ServiceAccount {
            project_id: PROJECT.into(),
            client_email: EMAIL.into(),
            private_key: KEY.serialize_pem(),
            private_key_id: Some("rsa1".into()),
            token_uri: self.token_url(),
        }
    }

    /// Credentials it accepts.
    pub fn credentials(&self) -> Credentials {
        Credentials::Fcm { service_account: self.service_account() }
    }

    /// A push app with these credentials.
    pub fn app(&self) -> PushApp {
        PushApp { id: Uuid::from_u128(0xf), version: 1, credentials: self.credentials() }
    }

    /// Installs the app on a device; the same name gives the same token. Other tokens are unknown to Google.
    pub fn token(&self, name: &str) -> String {
        let token = format!("{name}:APA91b-{name}").replace(' ', "_");
        self.google.registrations.lock().expect("registrations").insert(token.clone());
        token
    }

    /// A device as the transport takes it.
    pub fn target(&self, name: &str) -> Target {
        Target { token: self.token(name), environment: Environment::Production, p256dh: None, auth: None }
    }

    /// Access tokens given so far.
    pub fn mints(&self) -> usize {
        self.google.granted.lock().expect("granted").len()
    }

    /// Ends every access token given so far.
    pub fn revoke_access_tokens(&self) {
        self.google.granted.lock().expect("granted").values_mut().for_each(|until| *until = 0);
    }

    /// Answers of the OAuth endpoint to the next requests; after them tokens are given again.
    pub fn script_oauth(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script(OAUTH, answers);
    }

    /// Lets the OAuth endpoint answer that much later.
    pub fn delay_oauth(&self, ms: u64) {
        self.delay(OAUTH, ms);
    }
}

impl Deref for FakeFcm {
    type Target = Provider;

    fn deref(&self) -> &Provider {
        &self.google.provider
    }
}

impl Drop for FakeFcm {
    fn drop(&mut self) {
        self.check_on_drop();
    }
}

async fn grant(State(google): State<Arc<Google>>, body: Bytes) -> Response<Body> {
    if let Err(why) = check_assertion(&google, &body) {
        google.provider.violation(format!("oauth: {why}"));
        return respond(400, &json!({ "error": "invalid_grant", "error_description": "Invalid JWT Signature." }));
    }
    let answer = google.provider.next_answer(OAUTH);
    google.provider.wait(OAUTH).await;
    let granted = match answer {
        Answer::Accepted => {
            let token = format!("ya29.{}", Uuid::now_v7());
            google.granted.lock().expect("granted").insert(token.clone(), google.provider.clock.now_ms() + 3_599_000);
            respond(200, &json!({ "access_token": token, "expires_in": 3599, "token_type": "Bearer" }))
        }
        _ => respond(500, &Value::Null),
    };
    google.provider.perform(answer, granted).await
}

fn check_assertion(google: &Google, body: &[u8]) -> Result<(), String> {
    let form: HashMap<_, _> = url::form_urlencoded::parse(body).into_owned().collect();
    if form.get("grant_type").map(String::as_str) != Some("urn:ietf:params:oauth:grant-type:jwt-bearer") {
        return Err("grant_type".into());
    }
    let assertion = form.get("assertion").ok_or("no assertion")?;
    let mut rules = Validation::new(Algorithm::RS256);
    rules.validate_exp = false;
    rules.set_audience(&[&google.token_url]);
    rules.set_issuer(&[EMAIL]);
    rules.set_required_spec_claims(&["aud", "iss", "exp"]);
    let token = jsonwebtoken::decode::<Value>(assertion, &google.key, &rules).map_err(|error| error.to_string())?;
    let now = google.provider.clock.now_ms() / 1000;
    let (iat, exp) = (token.claims["iat"].as_i64().ok_or("no iat")?, token.claims["exp"].as_i64().ok_or("no exp")?);
    if exp <= now
        || exp - iat > 3600
        || iat > now + 60
        || token.claims["scope"] != SCOPE
        || token.header.kid.as_deref() != Some("rsa1")
    {
        return Err(format!("claims {} at {now}", token.claims));
    }
    Ok(())
}

async fn send(
    State(google): State<Arc<Google>>,
    Path(project): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if project != PROJECT {
        google.provider.violation(format!("project {project}"));
        return error(404, "NOT_FOUND", &json!([]));
    }
    let bearer =
        headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer ")).unwrap_or_default();
    let until_ms = google.granted.lock().expect("granted").get(bearer).copied();
    match until_ms {
        Some(until_ms) if until_ms > google.provider.clock.now_ms() => {}
        Some(_) => return error(401, "UNAUTHENTICATED", &json!([])),
        None => {
            google.provider.violation("access token that was never given");
            return error(401, "UNAUTHENTICATED", &json!([]));
        }
    }
    let message = match check_message(&body) {
        Ok(message) => message,
        Err(why) => {
            google.provider.violation(format!("message: {why}"));
            let detail = json!([{ "@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{ "field": "message", "description": why }] }]);
            return error(400, "INVALID_ARGUMENT", &detail);
        }
    };
    let token = message["token"].as_str().unwrap_or_default().to_owned();
    if !google.registrations.lock().expect("registrations").contains(&token) {
        let detail =
            json!([{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": "UNREGISTERED" }]);
        return error(404, "NOT_FOUND", &detail);
    }
    let accepted =
        respond(200, &json!({ "name": format!("projects/{PROJECT}/messages/0:{}", Uuid::now_v7().simple()) }));
    google.provider.settle(&token, &headers, message, accepted).await
}

fn check_message(body: &[u8]) -> Result<Value, String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let message = &body["message"];
    if message.get("notification").is_some() || message["android"].get("notification").is_some() {
        return Err("a notification block is drawn by the system, past the app".into());
    }
    if !message["token"].is_string() {
        return Err("no token".into());
    }
    let data = message["data"].as_object().ok_or("no data")?;
    let mut size = 0;
    for (key, value) in data {
        let text = value.as_str().ok_or_else(|| format!("data.{key} is not a text"))?;
        size += key.len() + text.len();
        if matches!(key.as_str(), "from" | "message_type" | "notification")
            || key.starts_with("google")
            || key.starts_with("gcm")
        {
            return Err(format!("data.{key} is reserved"));
        }
    }
    if size > 4096 {
        return Err(format!("Message is too big: {size} bytes of data"));
    }
    let android = &message["android"];
    let ttl = android["ttl"].as_str().and_then(|ttl| ttl.strip_suffix('s')?.parse::<u64>().ok()).ok_or("ttl")?;
    if ttl > 2_419_200 {
        return Err(format!("ttl {ttl}"));
    }
    match (android["priority"].as_str(), android.get("collapse_key")) {
        (Some("HIGH"), None)
            if data.keys().any(|key| ["title", "title_loc_key", "body", "body_loc_key"].contains(&key.as_str())) => {}
        (Some("NORMAL"), _) => {}
        other => return Err(format!("priority and collapse_key {other:?}")),
    }
    Ok(message.clone())
}

fn error(http_status: u16, status: &str, details: &Value) -> Response<Body> {
    respond(
        http_status,
        &json!({ "error": { "code": http_status, "status": status, "message": "refused", "details": details } }),
    )
}
