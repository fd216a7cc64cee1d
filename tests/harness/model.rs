//! A client that is cut off again and again: it keeps a cursor and every event it was told, resumes over the socket or by
//! `/v1/sync`, and merges what a visitor reads into a model.

use std::{collections::BTreeMap, time::Duration};

use futures_util::{SinkExt, StreamExt};
use pronto_protocol::{
    event::{VisitorChange, VisitorEventView},
    visitor::{VisitorChatView, VisitorMessageView},
};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::Instant};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};
use uuid::Uuid;

use crate::{PATIENCE, api::Api};

/// A reader of the change feed.
pub struct Feed {
    api: Api,
    sync_path: &'static str,
    cursor: String,
    stream: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
    /// Every event it was told, in the order of telling.
    pub events: Vec<Value>,
    /// How often it was cut off.
    pub cuts: usize,
    /// Events that came by `/v1/sync`.
    pub synced: usize,
    nonce: u64,
}

impl Feed {
    /// Listens from now on, with this actor's token.
    pub async fn open(api: &Api, visitor: bool) -> Self {
        let sync_path = if visitor { "/v1/visitor/sync" } else { "/v1/sync" };
        let start: Value = api.get(sync_path).await.ok();
        let cursor = start["cursor"].as_str().expect("a cursor").to_owned();
        let mut feed = Self {
            api: api.clone(),
            sync_path,
            cursor,
            stream: None,
            events: Vec::new(),
            cuts: 0,
            synced: 0,
            nonce: 0,
        };
        feed.resume().await;
        feed
    }

    /// Connects again and says where it stands. What was missed is read by the next [`Feed::listen`].
    pub async fn resume(&mut self) {
        let address = format!("{}/v1/socket", self.api.base().replacen("http", "ws", 1));
        let (mut stream, _) = tokio_tungstenite::connect_async(address).await.expect("the socket opens");
        let hello = json!({"type": "hello", "token": self.api.token(), "cursor": self.cursor});
        stream.send(Message::text(hello.to_string())).await.expect("hello is taken");
        self.stream = Some(stream);
    }

    /// Reads for this long.
    pub async fn listen(&mut self, span: Duration) {
        let until = Instant::now() + span;
        while let Ok(frame) = tokio::time::timeout_at(until, self.frame()).await {
            assert!(frame.is_some(), "the server ended the connection");
        }
    }

    /// Drops the connection without a word, as a phone in a tunnel does: what was not read yet is lost with it.
    pub fn cut(&mut self) {
        self.stream = None;
        self.cuts += 1;
    }

    /// Reads what was missed by HTTP, at most `pages` pages of it.
    pub async fn sync(&mut self, pages: usize) {
        for _ in 0..pages {
            let view: Value = self.api.get(&format!("{}?after={}", self.sync_path, self.cursor)).await.ok();
            for event in view["events"].as_array().expect("events") {
                self.synced += 1;
                self.take(event.clone());
            }
            self.cursor = view["cursor"].as_str().expect("a cursor").to_owned();
            if view["more"] != true {
                return;
            }
        }
    }

    /// Reads until everything that was committed so far has been told.
    pub async fn drain(&mut self) {
        if self.stream.is_none() {
            self.resume().await;
        }
        self.nonce += 1;
        let ping = json!({"type": "ping", "nonce": self.nonce});
        let stream = self.stream.as_mut().expect("connected");
        stream.send(Message::text(ping.to_string())).await.expect("ping is taken");
        let pong = async {
            loop {
                let frame = self.frame().await.expect("the server ended the connection");
                if frame["type"] == "pong" && frame["nonce"] == self.nonce {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, pong).await.expect("no pong in time");
    }

    /// `seq` of each event, in the order of telling.
    pub fn seqs(&self) -> Vec<u64> {
        self.events.iter().map(|event| event["seq"].as_u64().expect("seq")).collect()
    }

    async fn frame(&mut self) -> Option<Value> {
        loop {
            let message = self.stream.as_mut()?.next().await?.ok()?;
            if let Message::Close(close) = &message {
                panic!("the server closed the connection: {close:?}");
            }
            let Message::Text(text) = message else { continue };
            let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
            match frame["type"].as_str() {
                Some("event") => self.take(frame["event"].clone()),
                Some("cursor" | "heartbeat") => self.cursor = frame["cursor"].as_str().expect("a cursor").to_owned(),
                Some("resync") => panic!("a cursor that the log reaches back to was refused"),
                _ => {}
            }
            return Some(frame);
        }
    }

    fn take(&mut self, event: Value) {
        self.cursor = event["seq"].to_string();
        self.events.push(event);
    }
}

/// What a visitor reads, merged: a thing is changed only by what is newer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitorModel {
    /// The visitor's chats.
    pub chats: BTreeMap<Uuid, VisitorChatView>,
    /// Their messages by number.
    pub messages: BTreeMap<(Uuid, u64), VisitorMessageView>,
}

impl VisitorModel {
    /// From every event of the visitor's chats.
    pub fn of_events(events: &[Value]) -> Self {
        let mut model = Self::default();
        for event in events {
            model.apply(serde_json::from_value(event.clone()).expect("a visitor's event"));
        }
        model
    }

    /// As REST tells it now.
    pub async fn fetch(api: &Api) -> Self {
        let mut model = Self::default();
        for chat in api.all::<VisitorChatView>("/v1/visitor/chats").await {
            let messages: Vec<VisitorMessageView> = api.all(&format!("/v1/visitor/chats/{}/messages", chat.id)).await;
            model.messages.extend(messages.into_iter().map(|message| ((message.chat_id, message.number), message)));
            model.chats.insert(chat.id, chat);
        }
        model
    }

    fn apply(&mut self, event: VisitorEventView) {
        match event.change {
            VisitorChange::ChatUpdated(chat) => {
                if self.chats.get(&chat.id).is_none_or(|old| chat.seq > old.seq) {
                    self.chats.insert(chat.id, chat);
                }
            }
            VisitorChange::AgentsReadMoved { chat_id, number } => self.mark(chat_id, |chat| {
                chat.agents_read_number = chat.agents_read_number.max(number);
                chat.agents_received_number = chat.agents_received_number.max(number);
            }),
            VisitorChange::VisitorReadMoved { chat_id, number } => self.mark(chat_id, |chat| {
                chat.visitor_read_number = chat.visitor_read_number.max(number);
                chat.visitor_received_number = chat.visitor_received_number.max(number);
            }),
            VisitorChange::AgentsReceivedMoved { chat_id, number } => self.mark(chat_id, |chat| {
                chat.agents_received_number = chat.agents_received_number.max(number);
            }),
            VisitorChange::VisitorReceivedMoved { chat_id, number } => self.mark(chat_id, |chat| {
                chat.visitor_received_number = chat.visitor_received_number.max(number);
            }),
            VisitorChange::MessageSent(message)
            | VisitorChange::MessageEdited(message)
            | VisitorChange::MessageDeleted(message) => {
                let place = (message.chat_id, message.number);
                if self.messages.get(&place).is_none_or(|old| message.seq > old.seq) {
                    self.messages.insert(place, message);
                }
            }
        }
    }

    fn mark(&mut self, chat_id: Uuid, change: impl FnOnce(&mut VisitorChatView)) {
        if let Some(chat) = self.chats.get_mut(&chat_id) {
            change(chat);
        }
    }
}
