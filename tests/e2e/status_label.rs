//! Rows: R9, G1

use harness::{AgentActor, Organization, TestServer};
use pronto_protocol::{
    agent::{Permission, Role},
    chat::{ChatState, ChatView},
    error::ErrorCode,
    status_label::StatusLabelView,
};
use serde_json::json;
use uuid::Uuid;

use crate::chat::agent_who_may;

async fn labels(agent: &AgentActor, state: ChatState) -> Vec<StatusLabelView> {
    let all: Vec<StatusLabelView> = agent.api.all("/v1/status_labels?limit=2").await;
    all.into_iter().filter(|label| label.state == state).collect()
}

async fn add(shop: &Organization, state: &str, name: &str) -> StatusLabelView {
    shop.admin.api.post("/v1/status_labels", &json!({"state": state, "name": name})).await.ok()
}

fn word(chat: &ChatView) -> &str {
    chat.label.as_ref().map_or("", |label| label.name.as_str())
}

#[tokio::test]
async fn an_organization_begins_with_a_word_for_each_state_and_keeps_an_active_one() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let mut heard = ana.socket().await;
    for (state, name) in
        [(ChatState::Waiting, "Aguardando"), (ChatState::Active, "Em atendimento"), (ChatState::Closed, "Encerrado")]
    {
        let found = labels(&ana, state).await;
        assert_eq!(found.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(), [name]);
        let path = format!("/v1/status_labels/{}", found[0].id);
        shop.admin.api.patch(&path, &json!({"active": false})).await.refused(ErrorCode::LastLabel);
        shop.admin.api.delete(&path).await.refused(ErrorCode::LastLabel);
    }
    let first = labels(&ana, ChatState::Active).await.remove(0);
    let second = add(&shop, "active", "Com o fornecedor").await;
    assert!(second.active && second.position > first.position);
    assert_eq!(heard.event("register.changed").await["content"]["register"], "status_labels");
    let taken = json!({"state": "active", "name": "Com o fornecedor"});
    shop.admin.api.post("/v1/status_labels", &taken).await.refused(ErrorCode::AlreadyExists);
    add(&shop, "waiting", "Com o fornecedor").await;
    let path = format!("/v1/status_labels/{}", first.id);
    let off: StatusLabelView = shop.admin.api.patch(&path, &json!({"active": false})).await.ok();
    assert!(!off.active);
    let other = format!("/v1/status_labels/{}", second.id);
    shop.admin.api.patch(&other, &json!({"active": false})).await.refused(ErrorCode::LastLabel);
    shop.admin.api.patch(&other, &json!({"name": "Em atendimento"})).await.refused(ErrorCode::AlreadyExists);
    shop.admin.api.patch(&other, &json!({"position": 10_001})).await.refused(ErrorCode::InvalidFields);
    let moved: StatusLabelView = shop.admin.api.patch(&other, &json!({"name": "Fora", "position": 0})).await.ok();
    assert_eq!((moved.name.as_str(), moved.position), ("Fora", 0));
    heard.drain().await;
    let same: StatusLabelView = shop.admin.api.patch(&other, &json!({"name": "Fora"})).await.ok();
    assert_eq!(same, moved);
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
    shop.admin.api.delete(&path).await.done();
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);

    ana.api.post("/v1/status_labels", &taken).await.refused(ErrorCode::Forbidden);
    ana.api.patch(&other, &json!({})).await.refused(ErrorCode::Forbidden);
    ana.api.delete(&other).await.refused(ErrorCode::Forbidden);
    school.admin.api.patch(&other, &json!({})).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&other).await.refused(ErrorCode::NotFound);
    shop.admin
        .api
        .post("/v1/status_labels", &json!({"state": "gone", "name": "x"}))
        .await
        .refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_chat_has_the_first_label_of_its_state_and_another_when_the_state_changes() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    assert_eq!(word(&chat), "Em atendimento");
    let busy = add(&shop, "active", "Com o fornecedor").await;
    let mut heard = agent.socket().await;
    let path = format!("/v1/chats/{}/label", chat.id);
    let set: ChatView = agent.api.put(&path, &json!({"label_id": busy.id})).await.ok();
    assert_eq!((word(&set), set.state), ("Com o fornecedor", ChatState::Active));
    let event = heard.event("chat.updated").await;
    assert_eq!(event["content"]["label"]["id"], json!(busy.id));
    let again: ChatView = agent.api.put(&path, &json!({"label_id": busy.id})).await.ok();
    assert_eq!(again, set);
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
    shop.admin.api.delete(&format!("/v1/status_labels/{}", busy.id)).await.refused(ErrorCode::Conflict);

    // What else happens to the chat leaves the label alone; only the state takes it away.
    let colleague = shop.agent("Bia").await;
    let joined: ChatView = colleague.api.act(&format!("/v1/chats/{}/join", chat.id)).await.ok();
    assert_eq!(word(&joined), "Com o fornecedor");
    colleague.api.act(&format!("/v1/chats/{}/leave", chat.id)).await.done();
    let closed: ChatView = agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.ok();
    assert_eq!(word(&closed), "Encerrado");
    let reopened: ChatView = agent.api.act(&format!("/v1/chats/{}/reopen", chat.id)).await.ok();
    assert_eq!(word(&reopened), "Em atendimento");
    let left: ChatView = agent.api.act(&format!("/v1/chats/{}/leave", chat.id)).await.ok();
    assert_eq!((word(&left), left.state), ("Aguardando", ChatState::Waiting));
    assert_eq!(word(&agent.accept_chat(chat.id).await.chat), "Em atendimento");
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", chat.id)).await.done();
    assert_eq!(word(&agent.chat(chat.id).await.chat), "Encerrado");

    let triage = add(&shop, "waiting", "Triagem").await;
    let first = json!({"position": 0});
    let before = labels(&agent, ChatState::Waiting).await.remove(0);
    shop.admin.api.patch(&format!("/v1/status_labels/{}", before.id), &json!({"active": false})).await.done();
    shop.admin.api.patch(&format!("/v1/status_labels/{}", triage.id), &first).await.done();
    let next = shop.visitor().await.start("sales", "Hello").await;
    assert_eq!(word(&agent.chat(next.id).await.chat), "Triagem", "an inactive label is passed over");
}

#[tokio::test]
async fn only_active_labels_of_the_chats_state_are_given_by_who_may_organize_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/chats/{}/label", chat.id);
    let closed = labels(&agent, ChatState::Closed).await.remove(0);
    let foreign = labels(&school.admin, ChatState::Active).await.remove(0);
    let old = add(&shop, "active", "Old").await;
    shop.admin.api.patch(&format!("/v1/status_labels/{}", old.id), &json!({"active": false})).await.done();
    for id in [closed.id, foreign.id, old.id, Uuid::now_v7()] {
        let refused = agent.api.put(&path, &json!({"label_id": id})).await.refused(ErrorCode::InvalidFields);
        assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].problem.as_str()), ("label_id", "unknown"));
    }
    let busy = json!({"label_id": add(&shop, "active", "Busy").await.id});
    shop.agent("Bia").await.api.put(&path, &busy).await.refused(ErrorCode::NotParticipant);
    let silent = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    silent.api.put(&path, &busy).await.refused(ErrorCode::Forbidden);
    school.admin.api.put(&path, &busy).await.refused(ErrorCode::NotFound);
    agent.api.put(&format!("/v1/chats/{}/label", Uuid::now_v7()), &busy).await.refused(ErrorCode::NotFound);
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    let set: ChatView = supervisor.api.put(&path, &busy).await.ok();
    assert_eq!(word(&set), "Busy");
}
