//! A fake OpenID Connect provider: it checks what a relying party sends as strictly as a real one, has keys that rotate, and
//! misbehaves when told.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pronto_api::clock::Clock;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Value, json};

use super::listen::{self, Listener, Signals};

/// What it calls the server under test.
pub const CLIENT_ID: &str = "pronto-test";
/// The secret that belongs to it; with a sign that has to be encoded.
pub const CLIENT_SECRET: &str = "s3cret:%+";

/// What it does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Twist {
    /// Nothing.
    #[default]
    None,
    /// Another sign-in's nonce.
    WrongNonce,
    /// No signature at all.
    AlgNone,
    /// HS256, keyed with its public key.
    Hs256,
    /// A key that is in nobody's list, under the name of one that is.
    ForeignKey,
    /// A key under a name that is in nobody's list.
    UnknownKey,
    /// It ended ten minutes ago.
    Expired,
    /// For somebody else.
    OtherAudience,
    /// From somebody else.
    OtherIssuer,
    /// The address is not verified.
    UnverifiedEmail,
    /// The person says no.
    Denied,
    /// The code is not taken.
    CodeRefused,
    /// Nothing but faults.
    Broken,
}

/// A person who signs in there.
#[derive(Clone, Debug)]
pub struct Person {
    /// Its name for ever.
    pub sub: String,
    /// Its address.
    pub email: String,
    /// Its name.
    pub name: String,
}

struct Key {
    id: String,
    pair: KeyPair,
}

struct Asked {
    nonce: String,
    challenge: String,
    redirect_uri: String,
}

struct Desk {
    clock: Clock,
    issuer: String,
    person: Mutex<Person>,
    twist: Mutex<Twist>,
    keys: Mutex<Vec<Key>>,
    codes: Mutex<HashMap<String, Asked>>,
    key_reads: AtomicUsize,
    wrong: Mutex<Vec<String>>,
}

/// A fake provider; gone when dropped.
pub struct FakeOidc {
    desk: Arc<Desk>,
    _listener: Listener,
}

impl FakeOidc {
    /// Starts one with the clock of the server under test.
    pub async fn start(clock: Clock) -> Self {
        super::install_crypto();
        let (listener, address) = listen::bind().await;
        let person = Person { sub: "u-1".into(), email: "ana@shop.example".into(), name: "Ana".into() };
        let desk = Arc::new(Desk {
            clock,
            issuer: format!("http://{address}"),
            person: Mutex::new(person),
            twist: Mutex::default(),
            keys: Mutex::new(vec![new_key(1)]),
            codes: Mutex::default(),
            key_reads: AtomicUsize::default(),
            wrong: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/jwks", get(jwks))
            .with_state(Arc::clone(&desk));
        Self { desk, _listener: listen::serve(listener, router, None, Signals::default()) }
    }

    /// Its address.
    pub fn issuer(&self) -> &str {
        &self.desk.issuer
    }

    /// Who signs in from now on.
    pub fn person(&self, sub: &str, email: &str, name: &str) {
        *self.desk.person.lock().unwrap() = Person { sub: sub.into(), email: email.into(), name: name.into() };
    }

    /// What it does wrong from now on.
    pub fn twist(&self, twist: Twist) {
        *self.desk.twist.lock().unwrap() = twist;
    }

    /// Signs with another key from now on, and drops the one before.
    pub fn rotate(&self) {
        let mut keys = self.desk.keys.lock().unwrap();
        let next = new_key(keys.len() + self.desk.key_reads.load(Ordering::Acquire) + 100);
        *keys = vec![next];
    }

    /// How often its keys were read.
    pub fn key_reads(&self) -> usize {
        self.desk.key_reads.load(Ordering::Acquire)
    }

    /// What a strict provider would not have taken.
    pub fn wrong(&self) -> Vec<String> {
        self.desk.wrong.lock().unwrap().clone()
    }
}

fn new_key(number: usize) -> Key {
    Key { id: format!("key-{number}"), pair: KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key") }
}

async fn discovery(State(desk): State<Arc<Desk>>) -> Response {
    if *desk.twist.lock().unwrap() == Twist::Broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let issuer = &desk.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }))
    .into_response()
}

async fn jwks(State(desk): State<Arc<Desk>>) -> Json<Value> {
    desk.key_reads.fetch_add(1, Ordering::AcqRel);
    let keys = desk.keys.lock().unwrap();
    let keys: Vec<Value> = keys
        .iter()
        .map(|key| {
            // An uncompressed point: 4, x, y.
            let point = key.pair.public_key_raw();
            let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
            json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": key.id, "x": part(1..33), "y": part(33..65)})
        })
        .collect();
    Json(json!({"keys": keys}))
}

/// The person signs in at once.
async fn authorize(State(desk): State<Arc<Desk>>, Query(query): Query<HashMap<String, String>>) -> Response {
    let told = |name: &str| query.get(name).cloned().unwrap_or_default();
    for (name, expected) in [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256")] {
        if told(name) != expected {
            desk.wrong.lock().unwrap().push(format!("{name} is {}", told(name)));
        }
    }
    for name in ["state", "nonce", "code_challenge"] {
        if told(name).len() < 43 {
            desk.wrong.lock().unwrap().push(format!("{name} can be guessed: {}", told(name)));
        }
    }
    if !told("scope").split(' ').any(|scope| scope == "openid") {
        desk.wrong.lock().unwrap().push("the scope is not openid".to_owned());
    }
    let redirect_uri = told("redirect_uri");
    let mut back = url::Url::parse(&redirect_uri).expect("a redirect URI");
    if *desk.twist.lock().unwrap() == Twist::Denied {
        back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", &told("state"));
        return Redirect::to(back.as_str()).into_response();
    }
    let code = format!("code-{}", uuid::Uuid::now_v7().simple());
    let asked = Asked { nonce: told("nonce"), challenge: told("code_challenge"), redirect_uri };
    desk.codes.lock().unwrap().insert(code.clone(), asked);
    back.query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("state", &told("state"))
        .append_pair("iss", &desk.issuer);
    Redirect::to(back.as_str()).into_response()
}

async fn token(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let refused = |why: String| {
        desk.wrong.lock().unwrap().push(why);
        (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response()
    };
    let twist = *desk.twist.lock().unwrap();
    if twist == Twist::CodeRefused {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response();
    }
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(CLIENT_ID), encode(CLIENT_SECRET))));
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some(basic.as_str()) {
        return refused("the client is not the one it says it is".to_owned());
    }
    let told = |name: &str| form.get(name).cloned().unwrap_or_default();
    let Some(asked) = desk.codes.lock().unwrap().remove(&told("code")) else {
        return refused("a code that was never given, or was used".to_owned());
    };
    let hash = URL_SAFE_NO_PAD.encode(digest(&SHA256, told("code_verifier").as_bytes()));
    if hash != asked.challenge
        || told("redirect_uri") != asked.redirect_uri
        || told("grant_type") != "authorization_code"
    {
        return refused(format!("verifier, address or grant do not fit: {form:?}"));
    }
    Json(json!({"access_token": "unused", "token_type": "Bearer", "id_token": signed(&desk, twist, asked.nonce)}))
        .into_response()
}

fn signed(desk: &Desk, twist: Twist, nonce: String) -> String {
    let person = desk.person.lock().unwrap().clone();
    let now = desk.clock.now_ms() / 1_000;
    let or = |wrong: Twist, other: &str, right: &str| if twist == wrong { other.to_owned() } else { right.to_owned() };
    let claims = json!({
        "iss": or(Twist::OtherIssuer, "https://other.example", &desk.issuer),
        "aud": or(Twist::OtherAudience, "another-client", CLIENT_ID),
        "nonce": or(Twist::WrongNonce, "another-sign-in", &nonce),
        "exp": if twist == Twist::Expired { now - 600 } else { now + 300 },
        "iat": now,
        "sub": person.sub,
        "email": person.email,
        "email_verified": twist != Twist::UnverifiedEmail,
        "name": person.name,
    });
    let keys = desk.keys.lock().unwrap();
    let key = keys.last().expect("a key");
    let mut header = Header::new(if twist == Twist::Hs256 { Algorithm::HS256 } else { Algorithm::ES256 });
    header.kid = Some(if twist == Twist::UnknownKey { "nobody's".to_owned() } else { key.id.clone() });
    let foreign = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
    let pair = if twist == Twist::ForeignKey { &foreign } else { &key.pair };
    let encoding = match twist {
        Twist::Hs256 => EncodingKey::from_secret(key.pair.public_key_pem().as_bytes()),
        _ => EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).expect("a private key"),
    };
    if twist == Twist::AlgNone {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        return format!("{}.{}.", part(&json!({"alg": "none", "kid": key.id})), part(&claims));
    }
    jsonwebtoken::encode(&header, &claims, &encoding).expect("signed")
}
