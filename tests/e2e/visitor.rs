//! Rows: V1, V2, V3, V6, V7, V14, R10

use std::collections::BTreeSet;

use harness::{Answer, TestServer, VisitorActor};
use pronto_protocol::{
    chat::{ChatState, ChatView},
    error::ErrorCode,
    message::{NoticeCode, SenderKind},
    queue::{FieldKind, PreChatField, QueueSettings, SubjectView},
    visitor::{EntryView, VisitorChatView, VisitorTokenView},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn field(key: &str, kind: FieldKind, required: bool, choices: &[&str]) -> PreChatField {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    PreChatField { key: key.to_owned(), label: key.to_owned(), kind, required, choices }
}

fn start_request(queue: &str) -> Value {
    json!({"client_id": Uuid::now_v7(), "queue": queue})
}

async fn start(visitor: &VisitorActor, request: &Value) -> Answer {
    visitor.api.post("/v1/visitor/chats", request).await
}

#[tokio::test]
async fn a_visitor_enters_by_the_words_in_the_address_and_the_agent_sees_what_was_answered() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    let settings = QueueSettings {
        entry_notice: Some("We answer from 8 to 18.".to_owned()),
        pre_chat_fields: vec![
            field("name", FieldKind::Name, true, &[]),
            field("ra", FieldKind::ExternalId, false, &[]),
            field("branch", FieldKind::Choice, true, &["Centro", "Norte"]),
        ],
        ..QueueSettings::default()
    };
    let queue = shop.queue("sales", settings, &[&agent]).await;
    let subjects = format!("/v1/queues/{}/subjects", queue.id);
    let subject: SubjectView = shop.admin.api.post(&subjects, &json!({"name": "Delivery"})).await.ok();

    let visitor = shop.visitor().await;
    let entry: EntryView = harness::Api::new(&shop.base).get("/v1/entries/shop/sales").await.ok();
    assert_eq!((entry.organization.as_str(), entry.queue.as_str(), entry.open), ("shop", "sales", true));
    assert_eq!(entry.entry_notice.as_deref(), Some("We answer from 8 to 18."));
    assert_eq!(entry.pre_chat_fields.len(), 3);
    assert_eq!(entry.subjects[0].id, subject.id);
    assert_eq!(entry.attachment_limit_bytes, 2 * 1024 * 1024);

    let mut request = start_request("sales");
    request["subject_id"] = json!(entry.subjects[0].id);
    request["fields"] = json!({"name": " Rita\u{202e} ", "branch": "Norte", "ra": ""});
    request["text"] = json!("Where is my parcel?");
    let started: VisitorChatView = start(&visitor, &request).await.ok();
    assert_eq!((started.number, started.state), (1, ChatState::Waiting));
    assert_eq!(started.subject.as_deref(), Some("Delivery"));

    let seen = agent.chat(started.id).await.chat;
    assert_eq!(seen.visitor_name.as_deref(), Some("Rita"));
    assert_eq!(seen.subject.as_deref(), Some("Delivery"));
    assert_eq!(seen.fields.get("branch").map(String::as_str), Some("Norte"));
    assert!(!seen.fields.contains_key("ra"), "an empty answer is no answer");
    let messages = visitor.messages(started.id).await;
    assert_eq!(messages.len(), 2);
    let notice = messages[0].notice.as_ref().expect("the entry notice");
    assert_eq!(notice.code, NoticeCode::Entry);
    assert_eq!(notice.names["text"], "We answer from 8 to 18.");
    assert_eq!((messages[1].text.as_str(), messages[1].number), ("Where is my parcel?", 2));
    assert_eq!((messages[1].sender.kind, messages[1].sender.name.as_str()), (SenderKind::Visitor, "Rita"));
}

#[tokio::test]
async fn starting_again_with_the_same_client_id_gives_the_same_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.queue("sales", QueueSettings::default(), &[]).await;
    let visitor = shop.visitor().await;
    let mut request = start_request("sales");
    request["text"] = json!("Once only");
    let starts = futures_util::future::join_all((0..8).map(|_| start(&visitor, &request))).await;
    let ids: BTreeSet<Uuid> = starts.into_iter().map(|answer| answer.ok::<VisitorChatView>().id).collect();
    assert_eq!(ids.len(), 1);
    let chats: Vec<VisitorChatView> = visitor.api.all("/v1/visitor/chats").await;
    assert_eq!(chats.len(), 1);
    assert_eq!(visitor.messages(chats[0].id).await.len(), 1);
    request["text"] = json!("Something else");
    start(&visitor, &request).await.refused(ErrorCode::ClientIdReused);
}

#[tokio::test]
async fn a_second_open_chat_in_the_same_queue_is_refused_and_names_the_first() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.queue("sales", QueueSettings::default(), &[]).await;
    shop.queue("support", QueueSettings::default(), &[]).await;
    let visitor = shop.visitor().await;
    let first = visitor.start("sales", "Hello").await;
    let problem = start(&visitor, &start_request("sales")).await.refused(ErrorCode::AlreadyExists);
    assert!(problem.detail.expect("the chat's id").contains(&first.id.to_string()));
    let other = visitor.start("support", "Hello").await;
    assert_eq!(other.number, 2, "a refused start takes no number");
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", first.id)).await.done();
    let next = visitor.start("sales", "Hello again").await;
    assert_eq!(next.number, 3);
    let chats: Vec<VisitorChatView> = visitor.api.all("/v1/visitor/chats?limit=2").await;
    assert_eq!(chats.iter().map(|chat| chat.number).collect::<Vec<_>>(), [3, 2, 1], "newest first, page by page");
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_start_is_told_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let settings = QueueSettings {
        pre_chat_fields: vec![
            field("name", FieldKind::Name, true, &[]),
            field("mail", FieldKind::Email, true, &[]),
            field("phone", FieldKind::Phone, false, &[]),
            field("branch", FieldKind::Choice, false, &["Centro"]),
        ],
        ..QueueSettings::default()
    };
    shop.queue("sales", settings, &[]).await;
    let support = shop.queue("support", QueueSettings::default(), &[]).await;
    let subjects = format!("/v1/queues/{}/subjects", support.id);
    let foreign: SubjectView = shop.admin.api.post(&subjects, &json!({"name": "Repairs"})).await.ok();
    let visitor = shop.visitor().await;
    let mut request = start_request("sales");
    request["subject_id"] = json!(foreign.id);
    request["fields"] = json!({"mail": "nobody", "phone": "call me", "branch": "Sul", "role": "admin"});
    let problem = start(&visitor, &request).await.refused(ErrorCode::InvalidFields);
    let told: Vec<(&str, &str)> =
        problem.fields.iter().map(|field| (field.field.as_str(), field.problem.as_str())).collect();
    assert_eq!(
        told,
        [
            ("subject_id", "unknown"),
            ("fields.name", "required"),
            ("fields.mail", "malformed"),
            ("fields.phone", "malformed"),
            ("fields.branch", "unknown"),
            ("fields.role", "unknown"),
        ]
    );
    assert!(visitor.api.all::<VisitorChatView>("/v1/visitor/chats").await.is_empty());
}

#[tokio::test]
async fn a_closed_queue_takes_no_chats_and_an_unknown_one_does_not_exist() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    school.queue("secretary", QueueSettings::default(), &[]).await;
    shop.queue("sales", QueueSettings { open: false, ..QueueSettings::default() }, &[]).await;
    let visitor = shop.visitor().await;
    start(&visitor, &start_request("sales")).await.refused(ErrorCode::QueueClosed);
    start(&visitor, &start_request("nowhere")).await.refused(ErrorCode::NotFound);
    start(&visitor, &start_request("secretary")).await.refused(ErrorCode::NotFound);
    let anybody = harness::Api::new(&shop.base);
    let entry: EntryView = anybody.get("/v1/entries/shop/sales").await.ok();
    assert!(!entry.open);
    anybody.get("/v1/entries/shop/secretary").await.refused(ErrorCode::NotFound);
    anybody.get("/v1/entries/nobody/sales").await.refused(ErrorCode::NotFound);
    anybody.post("/v1/visitors", &json!({"organization": "nobody"})).await.refused(ErrorCode::NotFound);
    anybody.post("/v1/visitor/chats", &start_request("sales")).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_visitor_opens_own_chats_and_nothing_else() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let strangers = [shop.visitor().await, school.visitor().await];
    let own = format!("/v1/visitor/chats/{}", chat.id);
    for stranger in &strangers {
        stranger.api.get(&own).await.refused(ErrorCode::NotFound);
        stranger.api.get(&format!("{own}/messages")).await.refused(ErrorCode::NotFound);
        stranger.api.act(&format!("{own}/leave")).await.refused(ErrorCode::NotFound);
        stranger.api.put(&format!("{own}/read"), &json!({"position": 1})).await.refused(ErrorCode::NotFound);
        assert!(stranger.api.all::<VisitorChatView>("/v1/visitor/chats").await.is_empty());
    }
    agent.api.get(&own).await.refused(ErrorCode::Unauthenticated);
    visitor.api.get(&format!("/v1/chats/{}", chat.id)).await.refused(ErrorCode::Unauthenticated);
    let unknown = format!("/v1/visitor/chats/{}", Uuid::now_v7());
    visitor.api.get(&unknown).await.refused(ErrorCode::NotFound);
    visitor.api.act(&format!("{unknown}/leave")).await.refused(ErrorCode::NotFound);
    visitor.api.get("/v1/visitor/chats/not-an-id").await.refused(ErrorCode::NotFound);
    let view: VisitorChatView = visitor.api.get(&own).await.ok();
    assert_eq!((view.state, view.agents.len()), (ChatState::Active, 1));
}

#[tokio::test]
async fn leaving_ends_the_chat_once_and_the_agent_hears_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard = agent.socket().await;
    let path = format!("/v1/visitor/chats/{}/leave", chat.id);
    let left: VisitorChatView = visitor.api.act(&path).await.ok();
    assert_eq!((left.state, left.left_by_visitor), (ChatState::Closed, true));
    let event = heard.event("chat.closed").await;
    assert_eq!(event["content"]["end"], "visitor_left");
    let messages = visitor.messages(chat.id).await;
    let again: VisitorChatView = visitor.api.act(&path).await.ok();
    assert_eq!(again, left);
    assert_eq!(visitor.messages(chat.id).await, messages, "leaving again says nothing");
    let last = messages.last().and_then(|message| message.notice.clone()).expect("a notice");
    assert_eq!(last.code, NoticeCode::VisitorLeft);
    let mine: Vec<Value> = agent.api.all("/v1/chats?filter=mine").await;
    assert!(mine.is_empty());
    visitor
        .api
        .post(&format!("/v1/visitor/chats/{}/messages", chat.id), &harness::message("x"))
        .await
        .refused(ErrorCode::ChatClosed);
}

#[tokio::test]
async fn a_waiting_chat_that_is_left_is_offered_no_more() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&agent]).await;
    let mut heard = agent.socket().await;
    agent.ready().await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    let waiting: Vec<Value> = agent.api.all("/v1/chats?filter=waiting").await;
    assert_eq!((waiting.len(), agent.offers().await.len()), (1, 1));
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", chat.id)).await.done();
    assert_eq!(heard.event("offer.ended").await["content"]["state"], "withdrawn");
    assert!(agent.api.all::<Value>("/v1/chats?filter=waiting").await.is_empty());
    assert!(agent.offers().await.is_empty());
}

#[tokio::test]
async fn the_visitors_read_mark_moves_forward_only_and_agents_hear_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let last = agent.say(chat.id, "Read me").await.number;
    let mut heard = agent.socket().await;
    let path = format!("/v1/visitor/chats/{}/read", chat.id);
    visitor.api.put(&path, &json!({"position": last - 1})).await.done();
    visitor.api.put(&path, &json!({"position": 1})).await.done();
    visitor.api.put(&path, &json!({"position": u64::MAX})).await.done();
    visitor.api.put(&path, &json!({"position": last})).await.done();
    let first = heard.event("visitor_read.moved").await;
    let second = heard.event("visitor_read.moved").await;
    assert_eq!(
        (first["content"]["number"].as_u64(), second["content"]["number"].as_u64()),
        (Some(last - 1), Some(last))
    );
    let more = heard.drain().await;
    assert!(more.iter().all(|frame| frame["type"] != "event"), "a mark that does not move is not told: {more:?}");
    assert_eq!(agent.chat(chat.id).await.chat.visitor_read_number, last);
}

#[tokio::test]
async fn chats_that_start_at_once_are_numbered_without_gap() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.queue("sales", QueueSettings::default(), &[]).await;
    let visitors = futures_util::future::join_all((0..20).map(|_| shop.visitor())).await;
    let chats = futures_util::future::join_all(visitors.iter().map(|visitor| visitor.start("sales", "Hello"))).await;
    let numbers: BTreeSet<u64> = chats.iter().map(|chat| chat.number).collect();
    assert_eq!(numbers, (1..=20).collect());
}

#[tokio::test]
async fn a_visitor_token_ends_after_its_days() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let anybody = harness::Api::new(&shop.base);
    let registered: VisitorTokenView = anybody.post("/v1/visitors", &json!({"organization": "shop"})).await.ok();
    let visitor = anybody.with_token(registered.token);
    visitor.get("/v1/visitor/chats").await.done();
    server.clock.advance(std::time::Duration::from_secs(30 * 24 * 60 * 60 + 1));
    visitor.get("/v1/visitor/chats").await.refused(ErrorCode::TokenExpired);
}

#[tokio::test]
async fn one_address_registers_only_so_many_visitors() {
    let server = TestServer::start_with(|config| {
        config.rate_limits.enabled = true;
        config.rate_limits.visitor_start_per_minute = 2;
    })
    .await;
    server.organization("shop").await;
    let anybody = harness::Api::new(&server.url(""));
    let request = json!({"organization": "shop"});
    anybody.post("/v1/visitors", &request).await.done();
    anybody.post("/v1/visitors", &request).await.done();
    let refused = anybody.post("/v1/visitors", &request).await;
    assert!(refused.headers.contains_key("retry-after"));
    refused.refused(ErrorCode::RateLimited);
}

#[tokio::test]
async fn what_agents_read_of_a_chat_is_more_than_its_visitor_does() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let seen: ChatView = agent.chat(chat.id).await.chat;
    let own = visitor.api.get(&format!("/v1/visitor/chats/{}", chat.id)).await.text();
    assert!(!own.contains(&agent.id.to_string()), "the visitor knows agents by name only: {own}");
    assert!(seen.participants.iter().any(|participant| participant.agent_id == agent.id));
}
