//! Rows: C7, G1

use std::collections::BTreeMap;

use harness::{AgentActor, TestServer};
use pronto_protocol::{
    agent::{Permission, Role},
    chat::{ChatState, ChatView},
    error::{ErrorCode, Problem},
    form::{CustomFieldKind, CustomFieldView},
    queue::QueueSettings,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

async fn add(admin: &AgentActor, request: Value) -> CustomFieldView {
    admin.api.post("/v1/custom_fields", &request).await.ok()
}

async fn fill(agent: &AgentActor, chat_id: Uuid, values: Value) -> harness::Answer {
    agent.api.patch(&format!("/v1/chats/{chat_id}/form"), &json!({"values": values})).await
}

fn fields(problem: &Problem) -> Vec<(&str, &str)> {
    problem.fields.iter().map(|field| (field.field.as_str(), field.problem.as_str())).collect()
}

fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn admins_define_the_fields_and_every_agent_reads_them() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let mut heard = ana.socket().await;
    let request = json!({"key": "plan", "label": "Plan", "kind": "choice", "choices": ["Gold", "Silver"]});
    let plan = add(&shop.admin, request.clone()).await;
    assert_eq!((plan.kind, plan.required_at_close, plan.active), (CustomFieldKind::Choice, false, true));
    assert_eq!(heard.event("register.changed").await["content"]["register"], "custom_fields");
    shop.admin.api.post("/v1/custom_fields", &request).await.refused(ErrorCode::AlreadyExists);
    let path = format!("/v1/custom_fields/{}", plan.id);
    let change = json!({"label": "Your plan", "choices": ["Gold"], "required_at_close": true});
    let changed: CustomFieldView = shop.admin.api.patch(&path, &change).await.ok();
    assert_eq!((changed.label.as_str(), changed.required_at_close), ("Your plan", true));
    heard.event("register.changed").await;
    let again: CustomFieldView = shop.admin.api.patch(&path, &change).await.ok();
    assert_eq!(again, changed);
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
    let listed: Vec<CustomFieldView> = ana.api.all("/v1/custom_fields").await;
    assert_eq!(listed, [changed]);

    for bad in [
        json!({"key": "Plan", "label": "Plan", "kind": "text"}),
        json!({"key": "", "label": "Plan", "kind": "text"}),
        json!({"key": "a", "label": " ", "kind": "text"}),
        json!({"key": "a", "label": "A", "kind": "choice"}),
        json!({"key": "a", "label": "A", "kind": "choice", "choices": ["x", "x"]}),
        json!({"key": "a", "label": "A", "kind": "date", "choices": ["x"]}),
    ] {
        shop.admin.api.post("/v1/custom_fields", &bad).await.refused(ErrorCode::InvalidFields);
    }
    shop.admin.api.patch(&path, &json!({"choices": []})).await.refused(ErrorCode::InvalidFields);
    let unknown = json!({"key": "a", "label": "A", "kind": "text", "queue_id": Uuid::now_v7()});
    shop.admin.api.post("/v1/custom_fields", &unknown).await.refused(ErrorCode::NotFound);
    ana.api.post("/v1/custom_fields", &request).await.refused(ErrorCode::Forbidden);
    ana.api.patch(&path, &json!({})).await.refused(ErrorCode::Forbidden);
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    school.admin.api.patch(&path, &json!({})).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    shop.admin.api.delete(&path).await.done();
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn agents_fill_in_what_the_fields_take() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let elsewhere = shop.queue("support", QueueSettings::default(), &[]).await;
    for field in [
        json!({"key": "order", "label": "Order", "kind": "text"}),
        json!({"key": "total", "label": "Total", "kind": "number"}),
        json!({"key": "plan", "label": "Plan", "kind": "choice", "choices": ["Gold", "Silver"]}),
        json!({"key": "due", "label": "Due", "kind": "date", "queue_id": chat.queue_id}),
        json!({"key": "new", "label": "New customer", "kind": "yes_no"}),
        json!({"key": "device", "label": "Device", "kind": "text", "queue_id": elsewhere.id}),
    ] {
        add(&shop.admin, field).await;
    }
    let mut heard = agent.socket().await;
    let values = json!({"order": " A-7 ", "total": "-12.50", "plan": "Gold", "due": "2026-02-28", "new": "true"});
    let filled: ChatView = fill(&agent, chat.id, values.clone()).await.ok();
    let whole =
        form(&[("order", "A-7"), ("total", "-12.50"), ("plan", "Gold"), ("due", "2026-02-28"), ("new", "true")]);
    assert_eq!(filled.form, whole);
    let event = heard.event("chat.updated").await;
    assert_eq!((event["content"]["form"]["plan"].as_str(), event["seq"].as_u64()), (Some("Gold"), Some(filled.seq)));
    let again: ChatView = fill(&agent, chat.id, values).await.ok();
    assert_eq!(again, filled);
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
    let less: ChatView = fill(&agent, chat.id, json!({"order": null, "new": ""})).await.ok();
    assert_eq!(less.form, form(&[("total", "-12.50"), ("plan", "Gold"), ("due", "2026-02-28")]));

    let bad = json!({
        "order": "x".repeat(501), "total": "12,5", "plan": "Tin", "due": "2026-02-30", "new": "maybe", "device": "x",
        "nothing": "x",
    });
    let refused = fill(&agent, chat.id, bad).await.refused(ErrorCode::InvalidFields);
    let told = [
        ("values.device", "unknown"),
        ("values.due", "malformed"),
        ("values.new", "malformed"),
        ("values.nothing", "unknown"),
        ("values.order", "too_long"),
        ("values.plan", "unknown"),
        ("values.total", "malformed"),
    ];
    assert_eq!(fields(&refused), told);
    assert_eq!(agent.chat(chat.id).await.chat.form, less.form, "a refused form changes nothing");
    let seen = visitor.api.get(&format!("/v1/visitor/chats/{}", chat.id)).await.text();
    assert!(!seen.contains("Gold"), "{seen}");
}

#[tokio::test]
async fn only_who_is_in_the_chat_or_supervises_fills_it_in() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    add(&shop.admin, json!({"key": "order", "label": "Order", "kind": "text"})).await;
    let values = json!({"order": "A-7"});
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    fill(&supervisor, chat.id, values.clone()).await.done();
    fill(&shop.agent("Bia").await, chat.id, values.clone()).await.refused(ErrorCode::NotParticipant);
    let blind = agent_who_may(&shop, "Caio", &[Permission::CloseChats]).await;
    fill(&blind, chat.id, values.clone()).await.refused(ErrorCode::NotFound);
    fill(&school.admin, chat.id, values.clone()).await.refused(ErrorCode::NotFound);
    fill(&agent, Uuid::now_v7(), values.clone()).await.refused(ErrorCode::NotFound);
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    fill(&agent, chat.id, values).await.refused(ErrorCode::ChatClosed);
}

#[tokio::test]
async fn a_chat_is_not_closed_while_a_field_that_is_needed_is_empty() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let needed = |key: &str| json!({"key": key, "label": key, "kind": "text", "required_at_close": true});
    add(&shop.admin, needed("order")).await;
    let plan = add(&shop.admin, needed("plan")).await;
    let path = format!("/v1/chats/{}/close", chat.id);
    let refused = agent.api.post(&path, &json!({})).await.refused(ErrorCode::FormIncomplete);
    assert_eq!(fields(&refused), [("form.order", "required"), ("form.plan", "required")]);
    fill(&agent, chat.id, json!({"order": "A-7"})).await.done();
    let refused = agent.api.post(&path, &json!({"form": {"order": null}})).await.refused(ErrorCode::FormIncomplete);
    assert_eq!(refused.fields.len(), 2, "what the close takes away is missing");
    let refused = agent.api.post(&path, &json!({"form": {"colour": "red"}})).await.refused(ErrorCode::InvalidFields);
    assert_eq!(fields(&refused), [("form.colour", "unknown")]);
    let kept = agent.chat(chat.id).await.chat;
    assert_eq!((kept.state, kept.form), (ChatState::Active, form(&[("order", "A-7")])));
    let closed: ChatView = agent.api.post(&path, &json!({"form": {"plan": "Gold"}})).await.ok();
    assert_eq!(closed.form, form(&[("order", "A-7"), ("plan", "Gold")]));

    let (agent, _visitor, chat) = shop.active_chat("support").await;
    let off = json!({"active": false});
    shop.admin.api.patch(&format!("/v1/custom_fields/{}", plan.id), &off).await.done();
    let refused = agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await;
    assert_eq!(fields(&refused.refused(ErrorCode::FormIncomplete)), [("form.order", "required")]);
}
