//! Rows: X2

use std::time::Duration;

use harness::{Answer, Api, Organization, TestServer};
use pronto_entity::api_key;
use pronto_protocol::{
    api_key::{AddedApiKeyView, ApiKeyView, Scope},
    chat::{Channel, ChatView},
    error::ErrorCode,
    message::{MessageView, SenderKind},
    page::Page,
    queue::QueueSettings,
    whisper::TimelineEntryView,
};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

async fn key(shop: &Organization, scopes: &[Scope]) -> (AddedApiKeyView, Api) {
    let request = json!({"name": "Shop system", "scopes": scopes});
    let added: AddedApiKeyView = shop.admin.api.post("/v1/api_keys", &request).await.ok();
    let api = Api::new(&shop.base).with_token(&added.secret);
    (added, api)
}

async fn seen(api: &Api) -> Answer {
    api.get("/v1/queues").await
}

#[tokio::test]
async fn a_key_is_shown_once_kept_hashed_and_opens_what_its_scopes_say() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let (added, api) = key(&shop, &[Scope::QueuesRead]).await;
    assert!(added.secret.starts_with("pk_") && added.secret.len() > 40);
    seen(&api).await.done();
    api.get("/v1/agents").await.refused(ErrorCode::Forbidden);
    let listed: Vec<ApiKeyView> = shop.admin.api.all("/v1/api_keys").await;
    assert_eq!(listed[0].scopes, [Scope::QueuesRead]);
    assert!(added.secret.ends_with(&listed[0].hint) && listed[0].last_used_at.is_some());
    let page = shop.admin.api.get("/v1/api_keys").await.text();
    assert!(!page.contains(&added.secret));
    let rows = api_key::Entity::find().all(server.context.db()).await.unwrap();
    assert!(!format!("{rows:?}").contains(&added.secret));
    for method in [Method::GET, Method::POST] {
        let body = json!({"name": "Mine", "scopes": ["queues:read"]});
        ana.api.send(method, "/v1/api_keys", Some(&body)).await.refused(ErrorCode::Forbidden);
    }
    let request = json!({"name": "Mine", "scopes": ["everything"]});
    shop.admin.api.post("/v1/api_keys", &request).await.refused(ErrorCode::BadRequest);
    let request = json!({"name": "Mine", "scopes": []});
    shop.admin.api.post("/v1/api_keys", &request).await.refused(ErrorCode::InvalidFields);
    let request = json!({"name": "Mine", "scopes": ["queues:read"], "expires_at": "2020-01-01T00:00:00Z"});
    shop.admin.api.post("/v1/api_keys", &request).await.refused(ErrorCode::InvalidFields);
}

#[tokio::test]
async fn a_revoked_an_expired_and_an_invented_key_open_nothing_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (added, api) = key(&shop, &[Scope::QueuesRead]).await;
    let path = format!("/v1/api_keys/{}", added.api_key.id);
    shop.agent("Ana").await.api.delete(&path).await.refused(ErrorCode::Forbidden);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    seen(&api).await.done();
    for _ in 0..2 {
        assert_eq!(shop.admin.api.delete(&path).await.status, 204);
        seen(&api).await.refused(ErrorCode::Unauthenticated);
    }
    seen(&api.with_token("pk_invented")).await.refused(ErrorCode::Unauthenticated);
    shop.admin.api.delete(&format!("/v1/api_keys/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);

    let until = (server.clock.now_ms() + 3_600_000) / 1000;
    let until = pronto_protocol::Timestamp::from_unix_ms(until * 1000);
    let request = json!({"name": "For an hour", "scopes": ["queues:read"], "expires_at": until});
    let short: AddedApiKeyView = shop.admin.api.post("/v1/api_keys", &request).await.ok();
    let api = api.with_token(&short.secret);
    seen(&api).await.done();
    server.clock.advance(Duration::from_secs(3_601));
    seen(&api).await.refused(ErrorCode::TokenExpired);
}

/// Which operations take a key, and with which scope, as the document says.
fn documented() -> Vec<(Method, String, Option<String>)> {
    let document: Value = serde_yaml_ng::from_str(&pronto_api::app::yaml()).expect("the document is YAML");
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "put", "post", "delete", "patch"] {
            let Some(operation) = item.get(method) else { continue };
            let ways = operation["security"].as_array().cloned().unwrap_or_default();
            if ways.contains(&json!({})) {
                continue;
            }
            let scope = ways.iter().find_map(|way| way["api_key"][0].as_str().map(str::to_owned));
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { "0190a000-0000-7000-8000-000000000000" } else { part });
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            operations.push((method, parts.collect::<Vec<_>>().join("/"), scope));
        }
    }
    operations
}

#[tokio::test]
async fn each_operation_takes_a_key_only_with_the_scope_that_the_document_names() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let mut wrong = Vec::new();
    let mut taken = 0;
    for (method, path, scope) in documented() {
        let with: Vec<Scope> = scope.as_deref().and_then(Scope::parse).into_iter().collect();
        if scope.is_some() && with.is_empty() {
            wrong.push(format!("{method} {path}: there is no scope {scope:?}"));
            continue;
        }
        let without: Vec<Scope> = Scope::ALL.iter().copied().filter(|scope| !with.contains(scope)).collect();
        let body = json!({});
        let body = (method != Method::GET).then_some(&body);
        let (_, all_but) = key(&shop, &without).await;
        let refused = all_but.send(method.clone(), &path, body).await;
        match (&scope, refused.status) {
            (None, 401) | (Some(_), 403) => {}
            (_, status) => wrong.push(format!("{method} {path}: without its scope {status}: {}", refused.text())),
        }
        if scope.is_some() {
            let (_, only) = key(&shop, &with).await;
            let answer = only.send(method.clone(), &path, body).await;
            taken += 1;
            if matches!(answer.status, 401 | 403 | 500..) {
                wrong.push(format!("{method} {path}: with its scope {}: {}", answer.status, answer.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(taken >= 15, "only {taken} operations take a key");
}

#[tokio::test]
async fn an_integration_reads_every_chat_of_its_own_organization_and_whispers_only_when_it_may() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    agent.whisper(chat.id, "canary").await;
    let timeline = format!("/v1/chats/{}/timeline", chat.id);
    let (_, api) = key(&shop, &[Scope::ChatsRead]).await;
    let listed: Page<Value> = api.get("/v1/chats?filter=others").await.ok();
    assert_eq!(listed.items.len(), 1);
    assert!(!api.get(&timeline).await.text().contains("canary"));
    let (_, inside) = key(&shop, &[Scope::ChatsRead, Scope::InternalRead]).await;
    let entries: Vec<TimelineEntryView> = inside.all(&timeline).await;
    assert!(entries.iter().any(|entry| matches!(entry, TimelineEntryView::Whisper(_))));
    let (_, stranger) = key(&school, Scope::ALL).await;
    stranger.get(&timeline).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn the_feed_of_an_integration_holds_the_organization_and_nothing_private() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (_, plain) = key(&shop, &[Scope::FeedRead]).await;
    let (_, inside) = key(&shop, &[Scope::FeedRead, Scope::InternalRead]).await;
    let (_, stranger) = key(&school, &[Scope::FeedRead, Scope::InternalRead]).await;
    let start: Value = plain.get("/v1/sync").await.ok();
    let after = start["cursor"].as_str().expect("a cursor").to_owned();
    assert!(start["events"].as_array().expect("events").is_empty());
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    visitor.say(chat.id, "Are you there?").await;
    agent.whisper(chat.id, "canary").await;
    let conversation: Value = agent
        .api
        .post("/v1/direct_conversations", &json!({"client_id": Uuid::now_v7(), "agent_ids": [shop.admin.id]}))
        .await
        .ok();
    let path = format!("/v1/direct_conversations/{}/messages", conversation["id"].as_str().expect("an id"));
    agent.api.post(&path, &json!({"client_id": Uuid::now_v7(), "text": "private"})).await.done();
    let kinds = async |api: &Api| -> Vec<String> {
        let view: Value = api.get(&format!("/v1/sync?after={after}")).await.ok();
        let text = view.to_string();
        assert!(!text.contains("private"));
        let events = view["events"].as_array().expect("events").clone();
        events.iter().map(|event| event["type"].as_str().expect("a type").to_owned()).collect()
    };
    let told = kinds(&plain).await;
    for kind in ["chat.started", "message.sent", "participant.joined", "agent.added"] {
        assert!(told.iter().any(|told| told == kind), "{kind} is missing: {told:?}");
    }
    assert!(!told.iter().any(|kind| kind.starts_with("whisper") || kind.starts_with("direct")), "{told:?}");
    assert!(kinds(&inside).await.contains(&"whisper.sent".to_owned()));
    stranger.get("/v1/sync?after=999999").await.refused(ErrorCode::ResyncRequired);
    plain.get("/v1/sync?after=x").await.refused(ErrorCode::InvalidCursor);
}

#[tokio::test]
async fn a_program_starts_a_chat_for_a_person_and_says_what_the_person_says() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    ana.ready().await;
    let (_, api) = key(&shop, &[Scope::ChatsWrite]).await;
    let mut request = json!({
        "client_id": Uuid::now_v7(), "queue": "sales", "text": "Hello from the app",
        "visitor": {"external_id": "ra-17", "name": "Rita", "email": "rita@example.com"},
    });
    let chat: ChatView = api.post("/v1/integration/chats", &request).await.ok();
    assert_eq!((chat.channel, chat.visitor_name.as_deref()), (Channel::Api, Some("Rita")));
    let again: ChatView = api.post("/v1/integration/chats", &request).await.ok();
    assert_eq!(again.id, chat.id, "the same start is no second chat");
    request["text"] = json!("Another");
    api.post("/v1/integration/chats", &request).await.refused(ErrorCode::ClientIdReused);
    request["client_id"] = json!(Uuid::now_v7());
    api.post("/v1/integration/chats", &request).await.refused(ErrorCode::AlreadyExists);
    request["queue"] = json!("nowhere");
    api.post("/v1/integration/chats", &request).await.refused(ErrorCode::NotFound);
    request["visitor"]["external_id"] = json!("");
    api.post("/v1/integration/chats", &request).await.refused(ErrorCode::InvalidFields);

    ana.accept_chat(chat.id).await;
    let mut socket = ana.socket().await;
    let path = format!("/v1/integration/chats/{}/messages", chat.id);
    let message = json!({"client_id": Uuid::now_v7(), "text": "Still there?"});
    let sent: MessageView = api.post(&path, &message).await.ok();
    assert_eq!((sent.sender.kind, sent.sender.name.as_str()), (SenderKind::Visitor, "Rita"));
    let same: MessageView = api.post(&path, &message).await.ok();
    assert_eq!(same.id, sent.id);
    socket.event_where("message.sent", |content| content["text"] == "Still there?").await;

    // Chats of the widget are their visitors' own.
    let visitor = shop.visitor().await;
    let other = visitor.start("sales", "Mine").await;
    let path = format!("/v1/integration/chats/{}/messages", other.id);
    api.post(&path, &message).await.refused(ErrorCode::NotFound);
    let (_, stranger) = key(&school, Scope::ALL).await;
    let path = format!("/v1/integration/chats/{}/messages", chat.id);
    stranger.post(&path, &message).await.refused(ErrorCode::NotFound);
}
