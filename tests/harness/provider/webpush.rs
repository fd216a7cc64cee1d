//! A fake push service of a browser vendor, together with the browsers: it holds their keys and reads what they would.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use pronto_api::{
    clock::Clock,
    push::transport::{Credentials, Environment, PushApp, Target, make_vapid_pair},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    listen::{self, Listener},
    open::DeviceKeys,
    record::{Provider, respond},
};

/// A fake push service.
pub struct FakeWebPush {
    service: Arc<Service>,
    listener: Listener,
    credentials: Credentials,
    public_key: String,
}

/// What a browser gives to the app that subscribes.
#[derive(Clone)]
pub struct Subscription {
    /// The address to post to.
    pub endpoint: String,
    /// The browser's public key, 65 bytes.
    pub p256dh: Vec<u8>,
    /// The browser's secret, 16 bytes.
    pub auth: Vec<u8>,
}

struct Service {
    provider: Arc<Provider>,
    origin: String,
    subscriptions: Mutex<HashMap<String, Arc<Subscriber>>>,
}

struct Subscriber {
    keys: DeviceKeys,
    /// The application server's key that the subscription is bound to.
    public_key: String,
}

impl FakeWebPush {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        Self::start_with(Clock::default()).await
    }

    /// Starts one with the clock of the server under test.
    pub async fn start_with(clock: Clock) -> Self {
        super::install_crypto();
        let (listener, address) = listen::bind().await;
        let origin = format!("http://{address}");
        let service =
            Arc::new(Service { provider: Provider::new("Web Push", clock), origin, subscriptions: Mutex::default() });
        let router = Router::new().route("/push/{id}", post(push)).with_state(Arc::clone(&service));
        let listener = listen::serve(listener, router, None, service.provider.signals.clone());
        let pair = make_vapid_pair().expect("a key pair");
        let credentials = Credentials::WebPush {
            private_key_pem: pair.private_key_pem,
            public_key: pair.public_key.clone(),
            subject: "mailto:push@pronto.example".into(),
        };
        Self { service, listener, credentials, public_key: pair.public_key }
    }

    /// Its origin.
    pub fn url(&self) -> String {
        format!("http://{}", self.listener.address)
    }

    /// Credentials that its subscriptions are bound to.
    pub fn credentials(&self) -> Credentials {
        self.credentials.clone()
    }

    /// A push app with these credentials.
    pub fn app(&self) -> PushApp {
        PushApp { id: Uuid::from_u128(0xe), version: 1, credentials: self.credentials() }
    }

    /// The application server's public key.
    pub fn public_key(&self) -> String {
        self.public_key.clone()
    }

    /// Subscribes a browser; the same name gives the same subscription.
    pub fn subscribe(&self, name: &str) -> Subscription {
        self.subscribe_with(name, &self.public_key)
    }

    /// The same, bound to another application server's key (one that the server made itself).
    pub fn subscribe_with(&self, name: &str, public_key: &str) -> Subscription {
        let endpoint = self.token(name);
        let mut subscriptions = self.service.subscriptions.lock().expect("subscriptions");
        let subscriber = subscriptions.entry(endpoint.clone()).or_insert_with(|| {
            Arc::new(Subscriber { keys: DeviceKeys::generate(), public_key: public_key.to_owned() })
        });
        Subscription { endpoint, p256dh: subscriber.keys.p256dh.clone(), auth: subscriber.keys.auth.clone() }
    }

    /// The endpoint of a browser, by which answers are scripted.
    pub fn token(&self, name: &str) -> String {
        format!("{}/push/{}", self.url(), URL_SAFE_NO_PAD.encode(name))
    }

    /// A browser as the transport takes it.
    pub fn target(&self, name: &str) -> Target {
        let Subscription { endpoint, p256dh, auth } = self.subscribe(name);
        Target { token: endpoint, environment: Environment::Production, p256dh: Some(p256dh), auth: Some(auth) }
    }
}

impl Deref for FakeWebPush {
    type Target = Provider;

    fn deref(&self) -> &Provider {
        &self.service.provider
    }
}

impl Drop for FakeWebPush {
    fn drop(&mut self) {
        self.check_on_drop();
    }
}

async fn push(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let endpoint = format!("{}/push/{id}", service.origin);
    let Some(subscriber) = service.subscriptions.lock().expect("subscriptions").get(&endpoint).cloned() else {
        return respond(410, &json!({ "code": 410, "errno": 103 }));
    };
    let payload = match check(&service, &subscriber, &headers, &body) {
        Ok(payload) => payload,
        Err((status, why)) => {
            service.provider.violation(format!("{status}: {why}"));
            return respond(status, &json!({ "message": why }));
        }
    };
    let mut accepted = respond(201, &Value::Null);
    let location = format!("{}/message/{}", service.origin, Uuid::now_v7());
    accepted.headers_mut().insert("location", location.parse().expect("a header"));
    accepted.headers_mut().insert("ttl", headers["ttl"].clone());
    service.provider.settle(&endpoint, &headers, payload, accepted).await
}

fn check(service: &Service, subscriber: &Subscriber, headers: &HeaderMap, body: &[u8]) -> Result<Value, (u16, String)> {
    let bad = |why: String| (400, why);
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    check_vapid(service, subscriber, text("authorization")).map_err(|why| (403, why))?;
    if text("ttl").is_none_or(|ttl| ttl.parse::<u32>().is_err()) {
        return Err(bad("TTL is missing".into()));
    }
    if !text("urgency").is_none_or(|urgency| ["very-low", "low", "normal", "high"].contains(&urgency)) {
        return Err(bad(format!("Urgency {:?}", text("urgency"))));
    }
    let base64url = |topic: &str| topic.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !text("topic").is_none_or(|topic| (1..=32).contains(&topic.len()) && base64url(topic)) {
        return Err(bad(format!("Topic {:?}", text("topic"))));
    }
    if text("content-encoding") != Some("aes128gcm") || text("content-type") != Some("application/octet-stream") {
        return Err(bad(format!("{:?} {:?}", text("content-encoding"), text("content-type"))));
    }
    if body.len() > 4096 {
        return Err((413, format!("{} bytes", body.len())));
    }
    let opened = subscriber.keys.open(body).map_err(bad)?;
    serde_json::from_slice(&opened).map_err(|error| bad(format!("the body is not JSON: {error}")))
}

fn check_vapid(service: &Service, subscriber: &Subscriber, authorization: Option<&str>) -> Result<(), String> {
    let parameters = authorization.and_then(|text| text.strip_prefix("vapid ")).ok_or("no vapid")?;
    let parameters: HashMap<_, _> = parameters.split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let (jwt, key) = (parameters.get("t").ok_or("no t")?, parameters.get("k").ok_or("no k")?);
    if **key != subscriber.public_key {
        return Err("the key is not the one that the browser subscribed with".into());
    }
    let point = URL_SAFE_NO_PAD.decode(key).map_err(|error| error.to_string())?;
    let mut rules = Validation::new(Algorithm::ES256);
    rules.validate_exp = false;
    rules.set_audience(&[&service.origin]);
    rules.set_required_spec_claims(&["aud", "exp", "sub"]);
    let token = jsonwebtoken::decode::<Value>(jwt, &DecodingKey::from_ec_der(&point), &rules)
        .map_err(|error| error.to_string())?;
    let left_s = token.claims["exp"].as_i64().ok_or("exp")? - service.provider.clock.now_ms() / 1000;
    if !(1..=24 * 3600).contains(&left_s) {
        return Err(format!("expires in {left_s} s"));
    }
    let subject = token.claims["sub"].as_str().unwrap_or_default();
    if !subject.starts_with("mailto:") && !subject.starts_with("https:") {
        return Err(format!("sub {subject:?}"));
    }
    Ok(())
}
