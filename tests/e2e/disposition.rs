//! Rows: C7, G1

use harness::{AgentActor, TestServer};
use pronto_protocol::{
    chat::{ChatState, ChatView},
    disposition::DispositionView,
    error::{ErrorCode, Problem},
    queue::QueueSettings,
};
use serde_json::{Value, json};
use uuid::Uuid;

async fn add(admin: &AgentActor, request: Value) -> DispositionView {
    admin.api.post("/v1/dispositions", &request).await.ok()
}

async fn close(agent: &AgentActor, chat_id: Uuid, request: Value) -> harness::Answer {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &request).await
}

fn fields(problem: &Problem) -> Vec<(&str, &str)> {
    problem.fields.iter().map(|field| (field.field.as_str(), field.problem.as_str())).collect()
}

#[tokio::test]
async fn admins_keep_the_register_and_every_agent_reads_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[]).await;
    let mut heard = ana.socket().await;
    let refund = add(&shop.admin, json!({"name": " Refund "})).await;
    assert_eq!((refund.name.as_str(), refund.queue_id, refund.active), ("Refund", None, true));
    let event = heard.event("register.changed").await;
    assert_eq!(event["content"]["register"], "dispositions");
    let own = add(&shop.admin, json!({"name": "Refund", "queue_id": queue.id})).await;
    for again in [json!({"name": "Refund"}), json!({"name": "Refund", "queue_id": queue.id})] {
        shop.admin.api.post("/v1/dispositions", &again).await.refused(ErrorCode::AlreadyExists);
    }
    let path = format!("/v1/dispositions/{}", refund.id);
    let renamed: DispositionView = shop.admin.api.patch(&path, &json!({"name": "Money back"})).await.ok();
    assert_eq!((renamed.name.as_str(), renamed.active), ("Money back", true));
    heard.event("register.changed").await;
    heard.event("register.changed").await;
    let same: DispositionView = shop.admin.api.patch(&path, &json!({"name": "Money back"})).await.ok();
    assert_eq!(same, renamed);
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
    let listed: Vec<DispositionView> = ana.api.all("/v1/dispositions?limit=1").await;
    assert_eq!(listed, [renamed.clone(), own.clone()]);

    let other = format!("/v1/dispositions/{}", own.id);
    shop.admin.api.patch(&other, &json!({"name": ""})).await.refused(ErrorCode::InvalidFields);
    shop.admin.api.post("/v1/dispositions", &json!({"name": "x".repeat(81)})).await.refused(ErrorCode::InvalidFields);
    let unknown = json!({"name": "x", "queue_id": Uuid::now_v7()});
    shop.admin.api.post("/v1/dispositions", &unknown).await.refused(ErrorCode::NotFound);
    ana.api.post("/v1/dispositions", &json!({"name": "x"})).await.refused(ErrorCode::Forbidden);
    ana.api.patch(&path, &json!({"active": false})).await.refused(ErrorCode::Forbidden);
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    school.admin.api.patch(&path, &json!({"active": false})).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    let foreign: Vec<DispositionView> = school.admin.api.all("/v1/dispositions").await;
    assert!(foreign.is_empty());
    shop.admin.api.delete(&path).await.done();
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    let left: Vec<DispositionView> = ana.api.all("/v1/dispositions").await;
    assert_eq!(left, [own]);
}

#[tokio::test]
async fn a_chat_is_not_closed_without_the_disposition_that_the_organization_demands() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let sold = add(&shop.admin, json!({"name": "Sold"})).await;
    shop.admin.api.patch("/v1/organization", &json!({"disposition_required": true})).await.done();
    let refused = close(&agent, chat.id, json!({})).await.refused(ErrorCode::DispositionRequired);
    assert_eq!(fields(&refused), [("disposition_id", "required"), ("solved", "required")]);
    let refused = close(&agent, chat.id, json!({"disposition_id": sold.id})).await;
    assert_eq!(fields(&refused.refused(ErrorCode::DispositionRequired)), [("solved", "required")]);
    assert_eq!(agent.chat(chat.id).await.chat.state, ChatState::Active, "a refused close changes nothing");
    let mut heard = agent.socket().await;
    let request = json!({"disposition_id": sold.id, "solved": false, "reason": "Two shirts"});
    let closed: ChatView = close(&agent, chat.id, request).await.ok();
    let chosen = closed.disposition.clone().expect("a disposition");
    assert_eq!((chosen.id, chosen.name.as_str()), (sold.id, "Sold"));
    assert_eq!((closed.solved, closed.close_reason.as_deref()), (Some(false), Some("Two shirts")));
    let event = heard.event("chat.closed").await;
    assert_eq!(event["content"]["disposition"]["name"], "Sold");
    let again: ChatView = close(&agent, chat.id, json!({})).await.ok();
    assert_eq!(again, closed, "closing again is no change, and asks for nothing");
    shop.admin.api.delete(&format!("/v1/dispositions/{}", sold.id)).await.refused(ErrorCode::Conflict);
    shop.admin.api.patch(&format!("/v1/dispositions/{}", sold.id), &json!({"name": "Bought"})).await.done();
    assert_eq!(agent.chat(chat.id).await.chat, closed, "the name is the one at the time");

    let seen = visitor.api.get(&format!("/v1/visitor/chats/{}", chat.id)).await.text();
    assert!(!seen.contains("Sold") && !seen.contains("Two shirts"), "{seen}");
    let reopened: ChatView = agent.api.act(&format!("/v1/chats/{}/reopen", chat.id)).await.ok();
    assert_eq!((reopened.disposition, reopened.solved, reopened.close_reason), (None, None, None));
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", chat.id)).await.done();
    assert_eq!(agent.chat(chat.id).await.chat.state, ChatState::Closed, "a visitor is asked for nothing");
}

#[tokio::test]
async fn only_an_active_disposition_of_the_chats_queue_or_of_all_can_be_chosen() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let elsewhere = shop.queue("support", QueueSettings::default(), &[]).await;
    let of_others = add(&shop.admin, json!({"name": "Repaired", "queue_id": elsewhere.id})).await;
    let foreign = add(&school.admin, json!({"name": "Enrolled"})).await;
    let old = add(&shop.admin, json!({"name": "Old"})).await;
    shop.admin.api.patch(&format!("/v1/dispositions/{}", old.id), &json!({"active": false})).await.done();
    for id in [of_others.id, foreign.id, old.id, Uuid::now_v7()] {
        let refused = close(&agent, chat.id, json!({"disposition_id": id})).await.refused(ErrorCode::InvalidFields);
        assert_eq!(fields(&refused), [("disposition_id", "unknown")]);
    }
    let own = add(&shop.admin, json!({"name": "Sold", "queue_id": chat.queue_id})).await;
    let closed: ChatView = close(&agent, chat.id, json!({"disposition_id": own.id})).await.ok();
    assert_eq!((closed.disposition.map(|chosen| chosen.id), closed.solved), (Some(own.id), None));
}
