//! Rows: V8, G2

use harness::{AgentActor, Answer, Organization, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
    offline::{LeftOfflineMessageView, OfflineMessageState, OfflineMessageView},
    queue::{QueueSettings, QueueView},
    visitor::EntryView,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

fn form(queue: &str) -> Value {
    json!({
        "client_id": Uuid::now_v7(), "queue": queue, "name": " Rita ", "email": "Rita@Example.com",
        "phone": "+55 11 98765-4321", "subject": "Boleto", "text": "Please call me <b>back</b>.",
    })
}

async fn leave(visitor: &VisitorActor, form: &Value) -> Answer {
    visitor.api.post("/v1/visitor/offline_messages", form).await
}

async fn listed(agent: &AgentActor, rest: &str) -> Vec<Uuid> {
    let list: Vec<OfflineMessageView> = agent.api.all(&format!("/v1/offline_messages?limit=2{rest}")).await;
    list.into_iter().map(|message| message.id).collect()
}

/// A closed queue with one member.
async fn closed_queue(shop: &Organization) -> (QueueView, AgentActor) {
    let ana = shop.agent("Ana").await;
    let settings = QueueSettings { open: false, ..QueueSettings::default() };
    (shop.queue("sales", settings, &[&ana]).await, ana)
}

#[tokio::test]
async fn what_is_left_while_the_queue_is_closed_stands_in_its_agents_inbox() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (queue, ana) = closed_queue(&shop).await;
    let outsider = shop.agent("Bia").await;
    let (mut heard, mut unheard) = (ana.socket().await, outsider.socket().await);
    let entry: EntryView = harness::Api::new(&shop.base).get("/v1/entries/shop/sales").await.ok();
    assert_eq!((entry.open, entry.contact_form, entry.attended), (false, true, false));

    let visitor = shop.visitor().await;
    let left: LeftOfflineMessageView = leave(&visitor, &form("sales")).await.ok();
    let event = heard.event("offline_message.received").await;
    let shown: OfflineMessageView = ana.api.get(&format!("/v1/offline_messages/{}", left.id)).await.ok();
    assert_eq!(serde_json::from_value::<OfflineMessageView>(event["content"].clone()).unwrap(), shown);
    assert_eq!(event["seq"], shown.seq, "the view carries the seq of its event");
    assert_eq!((shown.name.as_str(), shown.email.as_deref()), ("Rita", Some("rita@example.com")));
    assert_eq!((shown.queue_id, shown.visitor_id, shown.state), (queue.id, visitor.id, OfflineMessageState::New));
    assert_eq!(shown.text, "Please call me <b>back</b>.", "text is text");
    assert_eq!(listed(&ana, "").await, [left.id]);
    let frames = unheard.drain().await;
    assert!(!frames.iter().any(|frame| frame["event"]["type"] == "offline_message.received"), "{frames:?}");
    // Somebody may have begun to write before the queue opened.
    let settings = json!({"settings": QueueSettings::default()});
    shop.admin.api.patch(&format!("/v1/queues/{}", queue.id), &settings).await.done();
    leave(&visitor, &form("sales")).await.done();
}

#[tokio::test]
async fn the_same_message_again_is_one_message() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_queue, ana) = closed_queue(&shop).await;
    let visitor = shop.visitor().await;
    let mut request = form("sales");
    let answers = futures_util::future::join_all((0..6).map(|_| leave(&visitor, &request))).await;
    let first: Vec<LeftOfflineMessageView> = answers.into_iter().map(Answer::ok).collect();
    assert!(first.iter().all(|left| *left == first[0]));
    assert_eq!(listed(&ana, "").await.len(), 1);
    request["text"] = json!("Something else");
    leave(&visitor, &request).await.refused(ErrorCode::ClientIdReused);
    let other = shop.visitor().await;
    leave(&other, &request).await.done();
    assert_eq!(listed(&ana, "").await.len(), 2, "another person's id is another id");
}

#[tokio::test]
async fn everything_that_is_wrong_with_the_form_is_told_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (queue, _ana) = closed_queue(&shop).await;
    let visitor = shop.visitor().await;
    let bad = json!({
        "client_id": Uuid::now_v7(), "queue": "sales", "name": " ", "email": "nobody", "phone": "call me",
        "subject": "x".repeat(121), "text": "",
    });
    let problem = leave(&visitor, &bad).await.refused(ErrorCode::InvalidFields);
    let told: Vec<(&str, &str)> =
        problem.fields.iter().map(|field| (field.field.as_str(), field.problem.as_str())).collect();
    assert_eq!(
        told,
        [
            ("name", "required"),
            ("email", "malformed"),
            ("phone", "malformed"),
            ("subject", "too_long"),
            ("text", "required")
        ]
    );
    let mut nowhere = form("sales");
    nowhere["email"] = json!("");
    nowhere["phone"] = Value::Null;
    let problem = leave(&visitor, &nowhere).await.refused(ErrorCode::InvalidFields);
    assert_eq!((problem.fields[0].field.as_str(), problem.fields[0].problem.as_str()), ("email", "required"));
    leave(&visitor, &form("unknown")).await.refused(ErrorCode::NotFound);
    let settings = json!({"settings": {"contact_form": false}});
    shop.admin.api.patch(&format!("/v1/queues/{}", queue.id), &settings).await.done();
    leave(&visitor, &form("sales")).await.refused(ErrorCode::Forbidden);
    let nobody = harness::Api::new(&shop.base);
    nobody.post("/v1/visitor/offline_messages", &form("sales")).await.refused(ErrorCode::Unauthenticated);
    shop.admin.api.post("/v1/visitor/offline_messages", &form("sales")).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn it_is_given_to_an_agent_and_handled_once_with_a_note() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_queue, ana) = closed_queue(&shop).await;
    let bia = shop.agent("Bia").await;
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    let mut bias = bia.socket().await;
    let left: LeftOfflineMessageView = leave(&shop.visitor().await, &form("sales")).await.ok();
    let path = format!("/v1/offline_messages/{}", left.id);
    bia.api.get(&path).await.refused(ErrorCode::NotFound);
    bia.api.post(&format!("{path}/handle"), &json!({})).await.refused(ErrorCode::NotFound);

    let assign = json!({"agent_id": bia.id});
    let given: OfflineMessageView = sara.api.put(&format!("{path}/assignee"), &assign).await.ok();
    assert_eq!(given.assignee_id, Some(bia.id));
    let event = bias.event("offline_message.updated").await;
    assert_eq!(event["seq"], given.seq);
    let again: OfflineMessageView = ana.api.put(&format!("{path}/assignee"), &assign).await.ok();
    assert_eq!(again, given, "the same again is no change");
    assert_eq!(listed(&bia, "&mine=true").await, [left.id], "who looks after it sees it");
    assert_eq!(listed(&ana, "&mine=true").await, Vec::<Uuid>::new());
    let unknown = json!({"agent_id": Uuid::now_v7()});
    ana.api.put(&format!("{path}/assignee"), &unknown).await.refused(ErrorCode::NotFound);

    let note = json!({"note": " Called back. "});
    let handled: OfflineMessageView = bia.api.post(&format!("{path}/handle"), &note).await.ok();
    assert_eq!((handled.state, handled.handled_by), (OfflineMessageState::Handled, Some(bia.id)));
    assert_eq!(
        (handled.handling_note.as_deref(), handled.handled_by_name.as_deref()),
        (Some("Called back."), Some("Bia"))
    );
    assert!(handled.handled_at.is_some());
    let again: OfflineMessageView = ana.api.post(&format!("{path}/handle"), &json!({"note": "Me too"})).await.ok();
    assert_eq!(again, handled, "who was first stands");
    assert_eq!(listed(&ana, "&state=new").await, Vec::<Uuid>::new());
    assert_eq!(listed(&ana, "&state=handled").await, [left.id]);
    let long = json!({"note": "x".repeat(2_001)});
    ana.api.post(&format!("{path}/handle"), &long).await.refused(ErrorCode::InvalidFields);
    let freed: OfflineMessageView = ana.api.put(&format!("{path}/assignee"), &json!({"agent_id": null})).await.ok();
    assert_eq!(freed.assignee_id, None);
    bia.api.get(&path).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn the_list_is_the_newest_first_page_by_page_and_of_one_queue_when_asked() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (queue, ana) = closed_queue(&shop).await;
    let other = shop.queue("other", QueueSettings::default(), &[&ana]).await;
    let visitor = shop.visitor().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let queue = if number == 2 { "other" } else { "sales" };
        ids.push(leave(&visitor, &form(queue)).await.ok::<LeftOfflineMessageView>().id);
    }
    let newest_first: Vec<Uuid> = ids.iter().rev().copied().collect();
    assert_eq!(listed(&ana, "").await, newest_first);
    assert_eq!(listed(&ana, &format!("&queue_id={}", other.id)).await, [ids[2]]);
    assert_eq!(listed(&ana, &format!("&queue_id={}", queue.id)).await.len(), 4);
}

#[tokio::test]
async fn another_organization_or_one_without_the_permission_finds_nothing() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (queue, _ana) = closed_queue(&shop).await;
    let left: LeftOfflineMessageView = leave(&shop.visitor().await, &form("sales")).await.ok();
    let forbidden = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    shop.admin.api.put(&format!("/v1/queues/{}/members/{}", queue.id, forbidden.id), &json!({})).await.done();
    let path = format!("/v1/offline_messages/{}", left.id);
    for (agent, code) in [(&school.admin, ErrorCode::NotFound), (&forbidden, ErrorCode::Forbidden)] {
        agent.api.get(&path).await.refused(code);
        agent.api.put(&format!("{path}/assignee"), &json!({"agent_id": null})).await.refused(code);
        agent.api.post(&format!("{path}/handle"), &json!({})).await.refused(code);
    }
    forbidden.api.get("/v1/offline_messages").await.refused(ErrorCode::Forbidden);
    assert_eq!(listed(&school.admin, "").await, Vec::<Uuid>::new());
    leave(&school.visitor().await, &form("sales")).await.refused(ErrorCode::NotFound);
    let unknown = format!("/v1/offline_messages/{}", Uuid::now_v7());
    shop.admin.api.get(&unknown).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn one_address_leaves_only_so_many() {
    let server = TestServer::start_with(|config| {
        config.rate_limits.enabled = true;
        config.rate_limits.visitor_start_per_minute = 3;
    })
    .await;
    let shop = server.organization("shop").await;
    closed_queue(&shop).await;
    let visitors = [shop.visitor().await, shop.visitor().await];
    for number in 0..3 {
        leave(&visitors[number % 2], &form("sales")).await.done();
    }
    let refused = leave(&visitors[0], &form("sales")).await;
    assert!(refused.headers.contains_key("retry-after"));
    refused.refused(ErrorCode::RateLimited);
}
