//! People of the story: a visitor in a browser, agents with phones.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use pronto_mobile::client::{Account, DeviceKeys, MemoryStorage, Options, PushPayload, SignIn, new_client_id, push};
use pronto_protocol::{
    device::Platform,
    push::{PushContent, PushKind},
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::carrier::Carrier;

/// How long anything of the story may take.
pub const WITHIN: Duration = Duration::from_secs(10);

/// An agent with a phone.
pub struct Phone {
    /// The agent's name.
    pub name: &'static str,
    /// The app's account.
    pub account: Account,
    /// The provider's token of this phone.
    pub token: String,
    keys: DeviceKeys,
}

/// A push as a phone shows it.
#[derive(Debug)]
pub struct Shown {
    /// Its content, opened.
    pub content: PushContent,
    /// When the provider took it.
    pub at: Instant,
}

impl Phone {
    /// Signs in; the app then lies in the pocket: no socket.
    ///
    /// # Errors
    /// A sentence.
    pub async fn sign_in(
        base: &str,
        name: &'static str,
        email: &str,
        password: &str,
        platform: Platform,
        token: String,
    ) -> Result<Self, String> {
        let device = format!("{name}'s phone");
        let sign_in = SignIn::new(base, super::setup::ORGANIZATION, email, password, platform, &device);
        let account = Account::sign_in(sign_in, Arc::new(MemoryStorage::default()), Options::quick())
            .await
            .map_err(|error| format!("{name} cannot sign in: {error}"))?;
        let keys = account.device_keys().await.map_err(|error| error.to_string())?;
        Ok(Self { name, account, token, keys })
    }
}

/// The phones, and what is on its way to them.
pub struct Phones {
    /// The providers.
    pub carrier: Carrier,
    waiting: VecDeque<(String, Shown)>,
}

impl Phones {
    /// Phones behind these providers.
    #[must_use]
    pub fn new(carrier: Carrier) -> Self {
        Self { carrier, waiting: VecDeque::new() }
    }

    /// The next push of a kind to any of these phones: which phone, and what it shows.
    ///
    /// # Errors
    /// A sentence when none comes in time.
    pub async fn next(&mut self, phones: &[&Phone], kind: PushKind) -> Result<(usize, Shown), String> {
        let found = tokio::time::timeout(WITHIN, async {
            loop {
                let fits = |(token, shown): &(String, Shown)| {
                    shown.content.kind == kind && phones.iter().any(|phone| phone.token == *token)
                };
                if let Some(at) = self.waiting.iter().position(fits) {
                    return Ok(self.waiting.remove(at));
                }
                let Some(carried) = self.carrier.next().await else { return Err("the providers ended".to_owned()) };
                let Some(phone) = phones.iter().find(|phone| carried.token.ends_with(&phone.token)) else { continue };
                let content = open(phone, &carried.payload)?;
                self.waiting.push_back((phone.token.clone(), Shown { content, at: carried.at }));
            }
        });
        let found = found.await.map_err(|_| format!("no {kind} push came within {WITHIN:?}"))??;
        let (token, shown) = found.ok_or("a push went astray")?;
        let at = phones.iter().position(|phone| phone.token == token).ok_or("a push for nobody")?;
        Ok((at, shown))
    }
}

fn open(phone: &Phone, payload: &PushPayload) -> Result<PushContent, String> {
    push::decode(payload, Some(&phone.keys)).map_err(|error| format!("{} cannot open a push: {error}", phone.name))
}

/// A visitor with the chat page open.
pub struct Visitor {
    http: reqwest::Client,
    base: String,
    token: String,
    /// The chat, once started.
    pub chat_id: Uuid,
}

impl Visitor {
    /// Opens the page and gets a token.
    ///
    /// # Errors
    /// A sentence.
    pub async fn arrive(base: &str, queue: &str) -> Result<Self, String> {
        let http = reqwest::Client::builder().timeout(WITHIN).build().map_err(|error| error.to_string())?;
        let page = http.get(format!("{base}/chat/{}/{queue}", super::setup::ORGANIZATION)).send().await;
        let page = page.map_err(|error| format!("the chat page does not answer: {error}"))?;
        if !page.status().is_success() {
            return Err(format!("the chat page answers {}", page.status()));
        }
        let mut visitor = Self { http, base: base.to_owned(), token: String::new(), chat_id: Uuid::nil() };
        let token = visitor.post("/v1/visitors", &json!({"organization": super::setup::ORGANIZATION})).await?;
        visitor.token = token["token"].as_str().ok_or("no token")?.to_owned();
        Ok(visitor)
    }

    /// Starts a chat.
    ///
    /// # Errors
    /// A sentence.
    pub async fn start(&mut self, queue: &str, name: &str, text: &str) -> Result<Value, String> {
        let request = json!({"client_id": new_client_id(), "queue": queue, "fields": {"name": name}, "text": text});
        let chat = self.post("/v1/visitor/chats", &request).await?;
        self.chat_id = chat["id"].as_str().and_then(|id| id.parse().ok()).ok_or("no chat")?;
        Ok(chat)
    }

    /// Sends a message under this id; the same again is the same message.
    ///
    /// # Errors
    /// A sentence.
    pub async fn send(&self, client_id: Uuid, text: &str) -> Result<Value, String> {
        let path = format!("/v1/visitor/chats/{}/messages", self.chat_id);
        self.post(&path, &json!({"client_id": client_id, "text": text})).await
    }

    /// Every message the visitor can read, oldest first.
    ///
    /// # Errors
    /// A sentence.
    pub async fn messages(&self) -> Result<Vec<Value>, String> {
        let mut messages = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/v1/visitor/chats/{}/messages?limit=100{cursor}", self.chat_id);
            let request = self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
            let page = answer(&path, request).await?;
            messages.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        messages.sort_by_key(|message| message["number"].as_u64());
        Ok(messages)
    }

    /// Opens the socket and hears events until one fits.
    ///
    /// # Errors
    /// A sentence.
    pub async fn hear(&self) -> Result<Hearing, String> {
        let address = format!("{}/v1/socket", self.base.replacen("http", "ws", 1));
        let (mut stream, _) =
            tokio_tungstenite::connect_async(address).await.map_err(|error| format!("no socket: {error}"))?;
        let hello = json!({"type": "hello", "token": self.token}).to_string();
        stream.send(Message::text(hello)).await.map_err(|error| error.to_string())?;
        let mut hearing = Hearing { stream };
        hearing.until("ready", |frame| frame["type"] == "ready").await?;
        Ok(hearing)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let request = self.http.post(format!("{}{path}", self.base)).json(body);
        let request = if self.token.is_empty() { request } else { request.bearer_auth(&self.token) };
        answer(path, request).await
    }
}

async fn answer(path: &str, request: reqwest::RequestBuilder) -> Result<Value, String> {
    let answer = request.send().await.map_err(|error| format!("{path}: {error}"))?;
    let status = answer.status();
    let text = answer.text().await.map_err(|error| format!("{path}: {error}"))?;
    if !status.is_success() {
        return Err(format!("{path} answered {status}: {text}"));
    }
    serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))
}

/// A visitor's open socket.
pub struct Hearing {
    stream: tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>,
}

impl Hearing {
    /// The next frame that fits.
    ///
    /// # Errors
    /// A sentence when none comes in time.
    pub async fn until(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Result<Value, String> {
        let found = tokio::time::timeout(WITHIN, async {
            while let Some(Ok(message)) = self.stream.next().await {
                let Message::Text(text) = message else { continue };
                let frame: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
                if fits(&frame) {
                    return Ok(frame);
                }
            }
            Err(format!("the visitor's socket ended before {what}"))
        });
        found.await.map_err(|_| format!("the visitor did not hear {what} within {WITHIN:?}"))?
    }
}
