//! Rows: V1, V2, V3, V12, R2, R3, R5, R8, C1, C2, C5, C7, D1, D2, H2, K1, K2, N2, N4, N5
//!
//! A working day at each of five desks, in its own configuration, one agent of each reachable by push alone.

mod contact_centre;
mod crm;
mod health_plan;
mod school;
mod shop;

use harness::{AgentActor, Api, Organization, TestServer, VisitorActor, provider::Received};
use pronto_protocol::{
    chat::ChatView,
    push::{PushContent, PushKind},
    queue::{QueueSettings, QueueView},
    whisper::TimelineEntryView,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// A desk on its first day.
struct Desk {
    server: TestServer,
    shop: Organization,
    push_app_id: Uuid,
}

impl Desk {
    async fn open(slug: &str) -> Self {
        let server = TestServer::start_with_push().await;
        let shop = server.organization(slug).await;
        let account = serde_json::to_string(&server.providers().fcm.service_account()).expect("JSON");
        let credentials = json!({"provider": "fcm", "service_account": account, "package": "app.pronto.agent"});
        let app: Value =
            shop.admin.api.post("/v1/push_apps", &json!({"name": "App", "credentials": credentials})).await.ok();
        let push_app_id = app["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        Self { server, shop, push_app_id }
    }

    /// An agent at a screen, with a live socket.
    async fn at_desk(&self, name: &str) -> AgentActor {
        let agent = self.shop.agent(name).await;
        agent.socket().await.keep();
        agent.ready().await;
        agent
    }

    /// An agent whose phone is in a pocket: no socket, only pushes.
    async fn in_pocket(&self, name: &str) -> AgentActor {
        let agent = self.shop.agent(name).await;
        let registration = json!({"push_app_id": self.push_app_id, "token": self.token(name), "locale": "pt-BR"});
        agent.api.put("/v1/devices/current/push", &registration).await.done();
        agent.ready().await;
        agent
    }

    fn token(&self, name: &str) -> String {
        self.server.providers().fcm.token(name)
    }

    async fn queue(&self, slug: &str, settings: Value, members: &[&AgentActor]) -> QueueView {
        let settings: QueueSettings = serde_json::from_value(settings).expect("settings");
        self.shop.queue(slug, settings, members).await
    }

    /// The next push of a kind to somebody's phone.
    async fn rings(&self, name: &str, kind: PushKind) -> PushContent {
        let token = self.token(name);
        let is = |received: &Received| received.token == token && content(received).kind == kind;
        content(&self.server.providers().fcm.expect(is).await)
    }

    /// What is done from the lock screen.
    async fn on_lock_screen(&self, push: &PushContent, action: Value) -> Value {
        let mut request = action;
        request["action_token"] = push.action_token.clone().expect("a token").into();
        Api::new(&self.shop.base).post("/v1/push/actions", &request).await.ok()
    }

    /// A visitor who has filled in the form.
    async fn enters(&self, queue: &str, fields: Value, text: &str) -> (VisitorActor, Uuid) {
        let visitor = self.shop.visitor().await;
        let request = json!({"client_id": Uuid::now_v7(), "queue": queue, "fields": fields, "text": text});
        let chat: Value = visitor.api.post("/v1/visitor/chats", &request).await.ok();
        (visitor, id(&chat["id"]))
    }

    /// What a search finds, as soon as it finds something.
    async fn finds(&self, agent: &AgentActor, words: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let query: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        self.server
            .until(&format!("“{words}” is found"), async || {
                found = agent.api.all::<Value>(&format!("/v1/search?q={query}")).await;
                !found.is_empty()
            })
            .await;
        found
    }
}

fn content(received: &Received) -> PushContent {
    serde_json::from_str(received.payload["data"]["pronto"].as_str().expect("our content")).expect("readable")
}

fn id(value: &Value) -> Uuid {
    value.as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {value}"))
}

async fn timeline(agent: &AgentActor, chat_id: Uuid) -> Vec<TimelineEntryView> {
    let mut entries: Vec<TimelineEntryView> = agent.api.all(&format!("/v1/chats/{chat_id}/timeline")).await;
    entries.sort_by_key(TimelineEntryView::position);
    entries
}

async fn close(agent: &AgentActor, chat_id: Uuid, request: Value) -> ChatView {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &request).await.ok()
}

async fn direct(from: &AgentActor, to: &AgentActor, text: &str) {
    let request = json!({"client_id": Uuid::now_v7(), "agent_ids": [to.id]});
    let opened: Value = from.api.post("/v1/direct_conversations", &request).await.ok();
    let path = format!("/v1/direct_conversations/{}/messages", id(&opened["id"]));
    from.api.post(&path, &json!({"client_id": Uuid::now_v7(), "text": text})).await.done();
}
