//! The day: a visitor asks, an agent answers and closes, and all that both read on the way.

use std::collections::BTreeMap;

use harness::{AgentActor, Api, Organization, PASSWORD, TestServer, VisitorActor, provider::FakeSmtp};
use pronto_api::push::transport::Credentials;
use pronto_protocol::{
    organization::Locale,
    push::PushAppView,
    queue::{FieldKind, PreChatField, QueueSettings, RoutingMode},
    session::TokensView,
    visitor::VisitorTokenView,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::word::spoken;

/// What was read, by the way it came.
pub(super) struct Day {
    pub read: BTreeMap<&'static str, String>,
}

/// Lives the day in a language, in an organization that has the other one.
pub(super) async fn live(locale: Locale) -> Day {
    let smtp = FakeSmtp::start().await;
    let authority = smtp.ca_file();
    let server = TestServer::start_with_push_and(move |config| {
        config.egress_allow_private = true;
        config.smtp_ca_file = Some(authority);
    })
    .await;
    let shop = server.organization("shop").await;
    let other = if locale == Locale::PtBr { Locale::En } else { Locale::PtBr };
    let settings = json!({"locale": other, "transcript_mail": "on_close"});
    shop.admin.api.patch("/v1/organization", &settings).await.done();
    let account = json!({"host": "127.0.0.1", "port": smtp.port(), "security": "starttls",
        "from_address": "chat@shop.example"});
    shop.admin.api.post("/v1/mail_accounts", &account).await.done();
    let ana = agent(&shop, locale, "Ana").await;
    let bia = agent(&shop, locale, "Bia").await;
    shop.queue("sales", settings_of_queue(), &[&ana]).await;
    let phone = phone(&server, &shop, &ana).await;
    ana.ready().await;
    let visitor = visitor(&shop, locale).await;
    let mut day = Day { read: BTreeMap::new() };
    pages(&mut day, &shop, locale).await;
    let chat_id = chat(&mut day, &server, &shop, &ana, &visitor, &phone, locale).await;
    beside(&mut day, &server, &ana, &bia, &phone).await;
    papers(&mut day, &ana, &visitor, chat_id).await;
    let mail = smtp.expect(1).await;
    day.read.insert("mail", format!("{}\n{}", mail.header("subject"), mail.text()));
    day.read.insert("mail's PDF", text_of(&mail.file()));
    day
}

/// An agent whose device speaks the language.
async fn agent(shop: &Organization, locale: Locale, name: &str) -> AgentActor {
    let first = shop.agent(name).await;
    let request = json!({"organization": shop.slug, "email": first.email, "password": PASSWORD,
        "device": {"platform": "android", "name": "Phone", "locale": locale}});
    let api = Api::new(&shop.base).in_language(locale.as_str());
    let tokens: TokensView = api.post("/v1/sessions", &request).await.ok();
    AgentActor { api: api.with_token(tokens.access_token.clone()), tokens, ..first }
}

async fn visitor(shop: &Organization, locale: Locale) -> VisitorActor {
    let api = Api::new(&shop.base).in_language(locale.as_str());
    let request = json!({"organization": shop.slug, "locale": locale});
    let token: VisitorTokenView = api.post("/v1/visitors", &request).await.ok();
    VisitorActor { api: api.with_token(token.token), id: token.visitor_id }
}

fn settings_of_queue() -> QueueSettings {
    let field = |key: &str, kind| PreChatField {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        required: false,
        choices: Vec::new(),
    };
    QueueSettings {
        routing_mode: RoutingMode::Offer,
        pre_chat_fields: vec![field("name", FieldKind::Name), field("mail", FieldKind::Email)],
        ..QueueSettings::default()
    }
}

/// The agent's phone, as FCM knows it.
async fn phone(server: &TestServer, shop: &Organization, ana: &AgentActor) -> String {
    let Credentials::Fcm { service_account } = server.providers().fcm.credentials() else { panic!("FCM") };
    let key_file = serde_json::to_string(&service_account).expect("JSON");
    let app = json!({"name": "Android", "credentials":
        {"provider": "fcm", "service_account": key_file, "package": "app.pronto.agent"}});
    let app: PushAppView = shop.admin.api.post("/v1/push_apps", &app).await.ok();
    let token = server.providers().fcm.token("ana");
    ana.api.put("/v1/devices/current/push", &json!({"push_app_id": app.id, "token": token})).await.done();
    token
}

async fn pages(day: &mut Day, shop: &Organization, locale: Locale) {
    let api = Api::new(&shop.base).in_language(locale.as_str());
    for (way, path) in [("page", "/chat/shop/sales"), ("missing page", "/chat/shop/nothing"), ("start page", "/")] {
        day.read.insert(way, api.get(path).await.text());
    }
    day.read.insert("problem", api.get("/v1/entries/shop/nothing").await.text());
}

async fn chat(
    day: &mut Day,
    server: &TestServer,
    shop: &Organization,
    ana: &AgentActor,
    visitor: &VisitorActor,
    phone: &str,
    locale: Locale,
) -> Uuid {
    let start = json!({"client_id": Uuid::now_v7(), "queue": "sales", "text": "?",
        "fields": {"name": "Rita", "mail": "rita@example.com"}});
    let started: Value = visitor.api.post("/v1/visitor/chats", &start).await.ok();
    let chat_id: Uuid = started["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    day.read.insert("offer push", pushed(server, phone, "offer").await);
    ana.accept_chat(chat_id).await;
    let private = json!({"privacy": "sender", "push_app_id": app_of(shop).await, "token": phone});
    ana.api.put("/v1/devices/current/push", &private).await.done();
    visitor.say(chat_id, "!").await;
    day.read.insert("private push", pushed(server, phone, "message").await);
    socket_problem(day, shop, visitor, locale).await;
    ana.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({"solved": true})).await.done();
    let messages: Vec<Value> = visitor.api.all(&format!("/v1/visitor/chats/{chat_id}/messages")).await;
    let notices = messages.iter().map(|message| &message["notice"]).filter(|notice| !notice.is_null());
    let notices: Vec<String> = notices.map(|notice| spoken(locale, notice)).collect();
    day.read.insert("notices", notices.join("\n"));
    chat_id
}

async fn app_of(shop: &Organization) -> Uuid {
    let apps: Vec<PushAppView> = shop.admin.api.all("/v1/push_apps").await;
    apps[0].id
}

/// A frame that is refused, on a socket that was opened by a browser of this language.
async fn socket_problem(day: &mut Day, shop: &Organization, visitor: &VisitorActor, locale: Locale) {
    let mut socket = harness::Socket::connect_in(&shop.base, locale.as_str()).await;
    socket.send_json(&json!({"type": "hello", "token": visitor.api.token()})).await;
    socket.expect("ready", |frame| frame["type"] == "ready").await;
    let send =
        json!({"type": "send", "chat_id": Uuid::now_v7(), "message": {"client_id": Uuid::now_v7(), "text": "?"}});
    socket.send_json(&send).await;
    let refused = socket.expect("a refusal", |frame| frame["type"] == "refused").await;
    day.read.insert("socket problem", refused["problem"]["title"].to_string());
}

async fn beside(day: &mut Day, server: &TestServer, ana: &AgentActor, bia: &AgentActor, phone: &str) {
    let open = json!({"client_id": Uuid::now_v7(), "agent_ids": [ana.id]});
    let opened: Value = bia.api.post("/v1/direct_conversations", &open).await.ok();
    let path = format!("/v1/direct_conversations/{}/messages", opened["id"].as_str().expect("an id"));
    bia.api.post(&path, &json!({"client_id": Uuid::now_v7(), "text": "?"})).await.done();
    day.read.insert("direct push", pushed(server, phone, "direct").await);
    ana.api.act(&format!("/v1/devices/{}/test_push", device_of(ana).await)).await.done();
    day.read.insert("test push", pushed(server, phone, "test").await);
}

async fn device_of(ana: &AgentActor) -> Uuid {
    let devices: Vec<Value> = ana.api.all("/v1/devices").await;
    let current = devices.iter().find(|device| device["name"] == "Phone").expect("the phone");
    current["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

/// Title and body of the next push of a kind, as the phone shows it.
async fn pushed(server: &TestServer, phone: &str, kind: &str) -> String {
    let fits =
        |received: &harness::provider::Received| received.token == phone && received.payload["data"]["kind"] == kind;
    let pushed = server.providers().fcm.expect(fits).await;
    let content: Value =
        serde_json::from_str(pushed.payload["data"]["pronto"].as_str().expect("content")).expect("JSON");
    format!("{}\n{}", content["title"].as_str().unwrap_or_default(), content["body"].as_str().unwrap_or_default())
}

async fn papers(day: &mut Day, ana: &AgentActor, visitor: &VisitorActor, chat_id: Uuid) {
    let pdf = ana.api.get(&format!("/v1/chats/{chat_id}/transcript.pdf")).await;
    day.read.insert("agent's PDF", text_of(&pdf.body));
    let pdf = visitor.api.get(&format!("/v1/visitor/chats/{chat_id}/transcript.pdf")).await;
    day.read.insert("visitor's PDF", text_of(&pdf.body));
    // The organization's day is São Paulo's.
    let today = pronto_protocol::Timestamp::from_unix_ms(pronto_api::clock::Clock::default().now_ms() - 3 * 3_600_000)
        .to_string();
    let today = today.split('T').next().expect("a day");
    for (way, kind) in [("CSV", "csv"), ("printed report", "html")] {
        let answer = ana.api.get(&format!("/v1/reports/chats.{kind}?from={today}&to={today}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        day.read.insert(way, answer.text());
    }
}

fn text_of(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).expect("text")
}
