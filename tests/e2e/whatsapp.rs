//! Rows: V13
//!
//! The channel of entry with the phone number, and WhatsApp from a customer's phone to an agent's and back.

mod account;
mod channel;
mod door;
mod inbound;
mod media;
mod outbound;
mod restart;
mod template;
mod window;

use std::time::Duration;

use harness::{
    AgentActor, Organization, TestServer,
    provider::{FakeGraph, graph::posted},
};
use pronto_entity::whatsapp_delivery;
use pronto_protocol::{
    chat::{ChatListItemView, ChatView},
    message::MessageView,
    queue::QueueSettings,
    whatsapp::WhatsappAccountView,
    whisper::{TimelineEntryView, WhisperView},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

/// Rita's number as WhatsApp writes it (without the ninth digit), and in E.164.
const RITA: &str = "551187654321";
const RITA_PHONE: &str = "+5511987654321";

/// A shop with a WhatsApp number and an agent who is ready.
struct World {
    server: TestServer,
    graph: FakeGraph,
    shop: Organization,
    ana: AgentActor,
    account: WhatsappAccountView,
}

impl World {
    async fn start() -> Self {
        Self::start_with(QueueSettings::default()).await
    }

    async fn start_with(settings: QueueSettings) -> Self {
        let graph = FakeGraph::start().await;
        let url = graph.url();
        let server = TestServer::start_with_push_and(move |config| {
            config.egress_allow_private = true;
            config.whatsapp.graph_url = url;
        })
        .await;
        let shop = server.organization("shop").await;
        let ana = shop.agent("Ana").await;
        let queue = shop.queue("sales", settings, &[&ana]).await;
        let account = shop.admin.api.post("/v1/whatsapp_accounts", &graph.account(queue.id)).await.ok();
        // Who is reachable is offered chats.
        ana.socket().await.keep();
        ana.ready().await;
        Self { server, graph, shop, ana, account }
    }

    fn door(&self) -> String {
        self.server.url(&format!("/v1/whatsapp/{}", self.account.id))
    }

    fn message(&self, from: &str, kind: &str, content: Value) -> Value {
        let seconds = self.server.clock.now_ms() / 1_000;
        let mut message = json!({
            "from": from, "id": format!("wamid.IN{}", Uuid::now_v7().simple()), "timestamp": seconds.to_string(), "type": kind,
        });
        message[kind] = content;
        message
    }

    /// Rita's phone sends these, in one post.
    async fn hear(&self, messages: &[Value]) {
        let body = posted(rita(), json!(messages), json!([]));
        assert_eq!(self.graph.post(&self.door(), &body).await, 200);
    }

    /// Rita writes a text; the provider's id of it.
    async fn write(&self, text: &str) -> String {
        let message = self.message(RITA, "text", json!({"body": text}));
        let id = message["id"].as_str().expect("an id").to_owned();
        self.hear(&[message]).await;
        id
    }

    /// WhatsApp tells what became of something.
    async fn status(&self, sent: &Value, status: &str) {
        self.statuses(&[became(sent, status)]).await;
    }

    async fn statuses(&self, statuses: &[Value]) {
        assert_eq!(self.graph.post(&self.door(), &posted(json!([]), json!([]), json!(statuses))).await, 200);
    }

    /// Every chat that is not closed.
    async fn open(&self) -> Vec<ChatView> {
        let mut chats: Vec<ChatView> = Vec::new();
        for filter in ["waiting", "mine"] {
            let items: Vec<ChatListItemView> = self.ana.api.all(&format!("/v1/chats?filter={filter}")).await;
            chats.extend(items.into_iter().map(|item| item.chat));
        }
        chats
    }

    /// The one open chat.
    async fn chat(&self) -> ChatView {
        let chats = self.open().await;
        assert_eq!(chats.len(), 1, "{chats:#?}");
        chats.into_iter().next().expect("one")
    }

    /// Rita writes, and Ana takes the chat.
    async fn talk(&self) -> ChatView {
        self.write("Oi").await;
        self.ana.accept_chat(self.chat().await.id).await.chat
    }

    async fn timeline(&self, chat_id: Uuid) -> Vec<TimelineEntryView> {
        self.ana.api.all(&format!("/v1/chats/{chat_id}/timeline")).await
    }

    async fn messages(&self, chat_id: Uuid) -> Vec<MessageView> {
        let messages = self.timeline(chat_id).await.into_iter().filter_map(|entry| match entry {
            TimelineEntryView::Message(message) => Some(message),
            TimelineEntryView::Whisper(_) => None,
        });
        let mut messages: Vec<MessageView> = messages.collect();
        messages.sort_by_key(|message| message.position);
        messages
    }

    async fn texts(&self, chat_id: Uuid) -> Vec<String> {
        self.messages(chat_id).await.into_iter().map(|message| message.text).filter(|text| !text.is_empty()).collect()
    }

    /// Lines of Pronto's own for the agents of a chat, once there are so many.
    async fn lines(&self, chat_id: Uuid, count: usize) -> Vec<WhisperView> {
        let mut lines = Vec::new();
        self.server
            .until("the agents are told", async || {
                let whispers = self.timeline(chat_id).await.into_iter().filter_map(|entry| match entry {
                    TimelineEntryView::Whisper(whisper) => Some(whisper),
                    TimelineEntryView::Message(_) => None,
                });
                lines = whispers.collect();
                lines.len() >= count
            })
            .await;
        lines.sort_by_key(|line| line.position);
        lines
    }

    /// What has arrived at Rita's phone, once so much has.
    async fn arrived(&self, count: usize) -> Vec<String> {
        self.server.until("it arrives", async || self.graph.shown(RITA).len() >= count).await;
        self.graph.shown(RITA)
    }

    /// What was handed over with this text.
    async fn sent(&self, text: &str) -> Value {
        self.graph.expect(|received| received.payload["text"]["body"] == text).await.payload
    }

    /// Waits until something was put off, and lets the time until its next try pass.
    async fn pass(&self) {
        let mut wait_ms = 0;
        self.server
            .until("something is put off", async || {
                let rows = whatsapp_delivery::Entity::find().all(self.server.context.db()).await.expect("read");
                let due_at = rows.iter().filter(|row| row.attempts > 0).find_map(|row| row.due_at).unwrap_or_default();
                wait_ms = due_at - self.server.clock.now_ms();
                // Longer is the time for which it is held while it is on its way.
                wait_ms > 0 && wait_ms < 75_000
            })
            .await;
        self.server.clock.advance(Duration::from_millis(wait_ms.unsigned_abs()));
    }

    /// Ana again, after the clock was moved past her token's end.
    async fn again(&mut self, by: Duration) {
        self.server.clock.advance(by);
        self.ana =
            AgentActor::sign_in(&format!("http://{}", self.server.address), "shop", &self.ana.email, "desk").await;
    }
}

/// Rita, as WhatsApp speaks of her.
fn rita() -> Value {
    json!([{"profile": {"name": "Rita Lima"}, "wa_id": RITA, "user_id": "BR.1410018717833190"}])
}

/// What WhatsApp tells of something that was handed over.
fn became(sent: &Value, status: &str) -> Value {
    json!({
        "id": sent["wamid"], "status": status, "timestamp": "1750030073", "recipient_id": RITA,
        "biz_opaque_callback_data": sent["biz_opaque_callback_data"],
    })
}
