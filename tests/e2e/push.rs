//! Rows: N2, N3, N4, N5, N6, N7, N8, N9, G4
//!
//! What is pushed to whom, what becomes of it, and what phones do with it.

use harness::{AgentActor, Organization, TestServer, provider::Received};
use pronto_api::push::transport::Credentials;
use pronto_protocol::{
    delivery::{DeliveryState, DeliveryView},
    push::{PushAppView, PushContent, PushKind},
    queue::{QueueSettings, RoutingMode},
    session::TokensView,
};
use serde_json::{Value, json};
use uuid::Uuid;

mod action;
mod core_of_app;
mod decide;
mod fate;
mod ledger;
mod mention;
mod offline;
mod preference;
mod privacy;
mod transfer;
mod withdraw;

/// A server with fake providers, and an organization with a push app at each of them.
struct World {
    server: TestServer,
    shop: Organization,
    apns: PushAppView,
    fcm: PushAppView,
    web: PushAppView,
}

/// A signed-in device that is pushed to.
#[derive(Clone)]
struct Phone {
    actor: AgentActor,
    token: String,
}

impl World {
    async fn start() -> Self {
        let server = TestServer::start_with_push().await;
        let shop = server.organization("shop").await;
        let providers = server.providers();
        let all = [providers.apns.credentials(), providers.fcm.credentials(), providers.webpush.credentials()];
        let mut apps = Vec::new();
        for credentials in all {
            let (name, request) = request_of(&credentials);
            let request = json!({"name": name, "credentials": request});
            apps.push(shop.admin.api.post("/v1/push_apps", &request).await.ok::<PushAppView>());
        }
        let [apns, fcm, web] = apps.try_into().expect("three apps");
        Self { server, shop, apns, fcm, web }
    }

    /// Registers the agent's own (Android) device under a name that FCM knows.
    async fn android(&self, agent: &AgentActor, name: &str) -> Phone {
        let token = self.server.providers().fcm.token(name);
        self.register(agent, &self.fcm, &token).await;
        Phone { actor: agent.clone(), token }
    }

    /// A second device of the agent: an iPhone.
    async fn iphone(&self, agent: &AgentActor, name: &str) -> Phone {
        let actor = self.sign_in(agent, "ios", name).await;
        let token = self.server.providers().apns.token(name);
        self.register(&actor, &self.apns, &token).await;
        Phone { actor, token }
    }

    async fn register(&self, agent: &AgentActor, app: &PushAppView, token: &str) {
        let request = json!({"push_app_id": app.id, "token": token, "locale": "en"});
        agent.api.put("/v1/devices/current/push", &request).await.done();
    }

    /// Signs the agent in on another device.
    async fn sign_in(&self, agent: &AgentActor, platform: &str, name: &str) -> AgentActor {
        let request = json!({
            "organization": self.shop.slug, "email": agent.email, "password": harness::PASSWORD,
            "device": {"platform": platform, "name": name},
        });
        let tokens: TokensView = harness::Api::new(&self.shop.base).post("/v1/sessions", &request).await.ok();
        let api = agent.api.with_token(tokens.access_token.clone());
        AgentActor { api, id: tokens.agent_id, tokens, email: agent.email.clone() }
    }

    /// The first delivery that fits, as soon as there is one.
    async fn delivery(&self, reader: &AgentActor, what: &str, fits: impl Fn(&DeliveryView) -> bool) -> DeliveryView {
        let mut found = None;
        self.server
            .until(what, async || {
                found = deliveries(reader).await.into_iter().find(&fits);
                found.is_some()
            })
            .await;
        found.expect("just found")
    }

    /// Every delivery that fits, once all that happened so far has been decided.
    async fn decided(&self, reader: &AgentActor, fits: impl Fn(&DeliveryView) -> bool) -> Vec<DeliveryView> {
        self.server.settle_push().await;
        deliveries(reader).await.into_iter().filter(fits).collect()
    }
}

fn request_of(credentials: &Credentials) -> (&'static str, Value) {
    match credentials {
        Credentials::Apns { team_id, key_id, private_key_pem, topic } => (
            "iOS",
            json!({"provider": "apns", "team_id": team_id, "key_id": key_id, "private_key": private_key_pem, "bundle_id": topic}),
        ),
        Credentials::Fcm { service_account } => {
            let key_file = serde_json::to_string(service_account).expect("JSON");
            ("Android", json!({"provider": "fcm", "service_account": key_file, "package": "app.pronto.agent"}))
        }
        Credentials::WebPush { private_key_pem, subject, .. } => {
            ("Browser", json!({"provider": "web_push", "private_key": private_key_pem, "subject": subject}))
        }
    }
}

/// Deliveries that an agent may read, newest first.
async fn deliveries(reader: &AgentActor) -> Vec<DeliveryView> {
    reader.api.all("/v1/deliveries").await
}

/// What the app finds in a push.
fn content(received: &Received) -> PushContent {
    let payload = &received.payload;
    let found = match payload["data"]["pronto"].as_str() {
        Some(text) => serde_json::from_str(text),
        None => serde_json::from_value(payload["pronto"].clone()),
    };
    found.unwrap_or_else(|error| panic!("no content ({error}) in {payload}"))
}

/// Whether a push to this phone is about this.
fn is(phone: &Phone, kind: PushKind) -> impl Fn(&Received) -> bool {
    let token = phone.token.clone();
    move |received| received.token == token && content(received).kind == kind
}

fn of(kind: PushKind, state: DeliveryState) -> impl Fn(&DeliveryView) -> bool {
    move |delivery| delivery.kind == kind && delivery.state == state
}

fn offering(offer_seconds: u32) -> QueueSettings {
    QueueSettings { routing_mode: RoutingMode::Offer, offer_seconds, ..QueueSettings::default() }
}

/// Opens a direct conversation between two agents.
async fn direct(from: &AgentActor, to: Uuid) -> Uuid {
    let request = json!({"client_id": Uuid::now_v7(), "agent_ids": [to]});
    let opened: Value = from.api.post("/v1/direct_conversations", &request).await.ok();
    opened["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

async fn say_directly(from: &AgentActor, conversation_id: Uuid, text: &str) {
    let request = json!({"client_id": Uuid::now_v7(), "text": text});
    from.api.post(&format!("/v1/direct_conversations/{conversation_id}/messages"), &request).await.done();
}
