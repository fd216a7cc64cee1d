//! A socket as an actor hears it: every expectation has a deadline and tells what came instead.

use futures_util::{SinkExt, StreamExt};
use pronto_protocol::socket::ClientFrame;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::{PATIENCE, call};

/// An open socket and what it has heard.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Every frame so far.
    pub heard: Vec<Value>,
    /// The last cursor: of `ready` or of the last event.
    pub cursor: String,
    next: usize,
}

impl Socket {
    /// Connects without a hello.
    pub async fn connect(base: &str) -> Self {
        let address = format!("{}/v1/socket", base.replacen("http", "ws", 1));
        let (stream, answer) = tokio_tungstenite::connect_async(&address).await.expect("the socket opens");
        call::note("GET", &address, answer.status().as_u16());
        Self { stream, heard: Vec::new(), cursor: String::new(), next: 0 }
    }

    /// The same from a browser that wishes for a language.
    pub async fn connect_in(base: &str, language: &str) -> Self {
        let address = format!("{}/v1/socket", base.replacen("http", "ws", 1));
        let mut request = address.into_client_request().expect("an address");
        let language = language.parse().expect("a language");
        request.headers_mut().insert(http::header::ACCEPT_LANGUAGE, language);
        let (stream, _) = tokio_tungstenite::connect_async(request).await.expect("the socket opens");
        Self { stream, heard: Vec::new(), cursor: String::new(), next: 0 }
    }

    /// Connects, says hello and waits for `ready`.
    pub async fn hello(base: &str, token: &str, cursor: Option<&str>) -> Self {
        let mut socket = Self::connect(base).await;
        socket.send_json(&json!({"type": "hello", "token": token, "cursor": cursor})).await;
        let ready = socket.expect("ready", |frame| frame["type"] == "ready").await;
        socket.cursor = ready["cursor"].as_str().expect("a cursor").to_owned();
        socket
    }

    /// Says a frame.
    pub async fn say(&mut self, frame: &ClientFrame) {
        self.send_json(&serde_json::to_value(frame).expect("a frame")).await;
    }

    /// Says any JSON.
    pub async fn send_json(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Says any text.
    pub async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.expect("the socket takes a frame");
    }

    /// The next event of this type.
    pub async fn event(&mut self, kind: &str) -> Value {
        let frame = self.expect(kind, |frame| frame["type"] == "event" && frame["event"]["type"] == kind).await;
        frame["event"].clone()
    }

    /// The next event of this type whose content fits.
    pub async fn event_where(&mut self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let matches = |frame: &Value| {
            frame["type"] == "event" && frame["event"]["type"] == kind && fits(&frame["event"]["content"])
        };
        self.expect(kind, matches).await["event"].clone()
    }

    /// The next frame that fits, from where the last expectation ended.
    pub async fn expect(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            while let Some(frame) = self.heard.get(self.next) {
                self.next += 1;
                if fits(frame) {
                    return frame.clone();
                }
            }
            let received = tokio::time::timeout_at(deadline, self.stream.next()).await;
            let Ok(received) = received else {
                panic!("{what} was not heard within {PATIENCE:?}; heard: {:#?}", self.heard);
            };
            match received {
                Some(Ok(message)) => self.note(&message),
                other => panic!("{what} was not heard: the socket ended with {other:?}; heard: {:#?}", self.heard),
            }
        }
    }

    /// Asks for a pong and gives every frame heard before it: what has not been heard then was not sent.
    pub async fn drain(&mut self) -> Vec<Value> {
        let from = self.next;
        let nonce = self.heard.len() as u64 + 1_000;
        self.send_json(&json!({"type": "ping", "nonce": nonce})).await;
        self.expect("pong", |frame| frame["type"] == "pong" && frame["nonce"] == nonce).await;
        self.heard[from..self.next - 1].to_vec()
    }

    /// Waits for a ping and answers it; returns when the server has the answer.
    pub async fn answer_ping(&mut self) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let received = tokio::time::timeout_at(deadline, self.stream.next()).await;
            match received.expect("the server did not ping in time") {
                Some(Ok(Message::Ping(_))) => break,
                Some(Ok(message)) => self.note(&message),
                other => panic!("the socket ended before a ping: {other:?}"),
            }
        }
        // The answer leaves with the first of these, maybe behind it, and so before the second.
        self.drain().await;
        self.drain().await;
    }

    /// Waits for the close frame; its code and reason.
    pub async fn closed(&mut self) -> (u16, String) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let received = tokio::time::timeout_at(deadline, self.stream.next()).await;
            match received.expect("the socket was not closed in time") {
                Some(Ok(Message::Close(Some(frame)))) => return (frame.code.into(), frame.reason.to_string()),
                Some(Ok(message)) => self.note(&message),
                other => panic!("the socket ended without a close frame: {other:?}"),
            }
        }
    }

    /// Keeps the socket read, and so alive, in the background until the task is aborted or the test ends.
    pub fn keep(mut self) -> tokio::task::JoinHandle<()> {
        tokio::spawn(async move { while let Some(Ok(_)) = self.stream.next().await {} })
    }

    /// Drops the connection without a word, as a phone in a tunnel does.
    pub fn cut(self) -> String {
        self.cursor
    }

    fn note(&mut self, message: &Message) {
        let Message::Text(text) = message else { return };
        let frame: Value = serde_json::from_str(text).expect("frames are JSON");
        if frame["type"] == "event" {
            self.cursor = frame["event"]["seq"].to_string();
        }
        self.heard.push(frame);
    }
}
