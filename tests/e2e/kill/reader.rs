//! A reader who comes back with its cursor as often as the server goes away.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use harness::{
    Api,
    history::{Entry, History, List, Operation},
};
use pronto_protocol::{direct::DirectMessageView, visitor::VisitorMessageView, whisper::TimelineEntryView};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::load::{agents_side, direct_entry, entry, visitor_entry, visitors_side};

/// The nonce of the last ping: its pong comes after everything else.
const LAST: u64 = 77;

/// Notes everything heard from `cursor` on until nobody wants to know any more, then to the end of what was committed.
pub(super) async fn read(
    reader: Uuid,
    api: Api,
    mut cursor: String,
    history: Arc<History>,
    mut reading: watch::Receiver<bool>,
) {
    let address = format!("{}/v1/socket", api.base().replacen("http", "ws", 1));
    loop {
        let Ok((mut stream, _)) = tokio_tungstenite::connect_async(&address).await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let hello = json!({"type": "hello", "token": api.token(), "cursor": cursor});
        if stream.send(Message::text(hello.to_string())).await.is_err() {
            continue;
        }
        let mut asked = false;
        loop {
            let over = !*reading.borrow();
            if over && !asked {
                asked = true;
                let ping = json!({"type": "ping", "nonce": LAST});
                if stream.send(Message::text(ping.to_string())).await.is_err() {
                    break;
                }
            }
            let message = tokio::select! {
                message = stream.next() => message,
                _ = reading.changed(), if !over => continue,
            };
            let Some(Ok(message)) = message else { break };
            let Message::Text(text) = message else { continue };
            let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
            match frame["type"].as_str() {
                Some("event") => {
                    cursor = frame["event"]["seq"].to_string();
                    if let Some(operation) = heard(reader, &frame["event"]) {
                        history.note(operation);
                    }
                }
                Some("pong") if frame["nonce"] == LAST => return,
                Some("resync") => panic!("a cursor that the log reaches back to was refused"),
                _ => {}
            }
        }
    }
}

fn heard(reader: Uuid, event: &Value) -> Option<Operation> {
    let content = &event["content"];
    let of = |key: &str| content[key].as_str().and_then(|id| id.parse::<Uuid>().ok());
    let (list, entry): (List, Entry) = match event["type"].as_str()? {
        "message.sent" if content.get("position").is_none() => {
            let message: VisitorMessageView = serde_json::from_value(content.clone()).expect("a visitor's message");
            (visitors_side(message.chat_id), visitor_entry(&message))
        }
        kind @ ("message.sent" | "whisper.sent") => {
            let mut tagged = content.clone();
            tagged["type"] = if kind == "message.sent" { "message".into() } else { "whisper".into() };
            let view: TimelineEntryView = serde_json::from_value(tagged).expect("an entry");
            (agents_side(of("chat_id")?), entry(&view))
        }
        "direct_message.sent" => {
            let message: DirectMessageView = serde_json::from_value(content.clone()).expect("a direct message");
            (agents_side(message.conversation_id), direct_entry(&message))
        }
        "read.moved" if of("agent_id") == Some(reader) => {
            let position = content["position"].as_u64()?;
            return Some(Operation::Marked { reader, list: agents_side(of("chat_id")?), position });
        }
        _ => return None,
    };
    Some(Operation::Heard { reader, list, entry })
}
