//! Rows: K2, K3, K4

use harness::{AgentActor, Answer, TestServer};
use pronto_protocol::{
    agent::Permission,
    chat::ChatView,
    contact::ContactView,
    error::ErrorCode,
    organization::OrganizationView,
    ticket::{TicketCommentView, TicketPriority, TicketState, TicketView},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    candidate::{asking, start_as},
    chat::agent_who_may,
    contact::contact,
};

/// A request that opens a ticket for whom `contact` says.
pub fn opening(subject: &str, contact: &Value) -> Value {
    json!({"client_id": Uuid::now_v7(), "subject": subject, "contact": contact})
}

async fn open(agent: &AgentActor, request: &Value) -> Answer {
    agent.api.post("/v1/tickets", request).await
}

async fn give(agent: &AgentActor, ticket_id: Uuid, contact: Value) -> Answer {
    agent.api.put(&format!("/v1/tickets/{ticket_id}/contact"), &json!({"contact": contact})).await
}

async fn numbers(agent: &AgentActor, query: &str) -> Vec<u64> {
    let found: Vec<TicketView> = agent.api.all(&format!("/v1/tickets?{query}")).await;
    found.into_iter().map(|ticket| ticket.number).collect()
}

#[tokio::test]
async fn an_anonymous_ticket_belongs_to_the_anonymous_contact_which_is_made_on_first_use() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let mut heard = ana.socket().await;
    let (first, second) = futures_util::future::join(
        open(&ana, &opening("Opening hours", &json!({"kind": "anonymous"}))),
        open(&ana, &opening("Address", &json!({"kind": "anonymous"}))),
    )
    .await;
    let (first, second): (TicketView, TicketView) = (first.ok(), second.ok());
    assert_eq!(first.contact_id, second.contact_id);
    assert!(first.anonymous && second.anonymous);
    assert_eq!([first.number.min(second.number), first.number.max(second.number)], [1, 2]);
    heard.event("organization.updated").await;
    let organization: OrganizationView = ana.api.get("/v1/organization").await.ok();
    assert_eq!(organization.settings.anonymous_contact_id, Some(first.contact_id));
    let made: ContactView = ana.api.get(&format!("/v1/contacts/{}", first.contact_id)).await.ok();
    assert_eq!((made.name.as_str(), made.anonymous), ("Cliente anônimo", true));
    let identities = format!("/v1/contacts/{}/identities", made.id);
    ana.api.post(&identities, &json!({"kind": "external_id", "value": "1"})).await.refused(ErrorCode::Conflict);
    ana.api.delete(&format!("/v1/contacts/{}", made.id)).await.refused(ErrorCode::Conflict);

    // The organization may name another, but no person.
    let person = contact(&ana, "Rita", "").await;
    let name = async |contact_id: Uuid| {
        shop.admin.api.patch("/v1/organization", &json!({"anonymous_contact_id": contact_id})).await
    };
    name(person.id).await.refused(ErrorCode::InvalidFields);
    name(Uuid::now_v7()).await.refused(ErrorCode::InvalidFields);
    let own: ContactView = ana.api.post("/v1/contacts", &json!({"name": "Balcão", "anonymous": true})).await.ok();
    name(own.id).await.done();
    let third: TicketView = open(&ana, &opening("Prices", &json!({"kind": "anonymous"}))).await.ok();
    assert_eq!((third.contact_id, third.number), (own.id, 3));
}

#[tokio::test]
async fn a_ticket_for_a_new_contact_warns_of_probable_duplicates() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let known = contact(&ana, "Eddy Cezar Araújo", "eddy@example.com").await;
    let mut request =
        opening("Invoice", &json!({"kind": "new", "name": "Eddy Araujo", "email": "e.araujo@mail.example"}));
    let problem = open(&ana, &request).await.refused(ErrorCode::ProbableDuplicates);
    assert_eq!(problem.duplicates, [known.id]);
    assert!(numbers(&ana, "").await.is_empty(), "a refused ticket is none");
    request["contact"]["confirm"] = json!(true);
    let opened: TicketView = open(&ana, &request).await.ok();
    assert_ne!(opened.contact_id, known.id);
    assert_eq!((opened.number, opened.anonymous), (1, false));
    let made: ContactView = ana.api.get(&format!("/v1/contacts/{}", opened.contact_id)).await.ok();
    assert_eq!((made.name.as_str(), made.identities[0].value.as_str()), ("Eddy Araujo", "e.araujo@mail.example"));
    let again: TicketView = open(&ana, &request).await.ok();
    assert_eq!(again, opened, "the same again is one ticket and one contact");
    request["subject"] = json!("Another");
    open(&ana, &request).await.refused(ErrorCode::ClientIdReused);
    let taken = json!({"kind": "new", "name": "Somebody", "email": "EDDY@example.com", "confirm": true});
    open(&ana, &opening("Invoice", &taken)).await.refused(ErrorCode::AlreadyExists);
    let wrong = json!({"kind": "new", "name": "Somebody", "email": "nobody"});
    let problem = open(&ana, &opening("Invoice", &wrong)).await.refused(ErrorCode::InvalidFields);
    assert_eq!(problem.fields[0].field, "contact.email");
}

#[tokio::test]
async fn a_ticket_for_a_candidate_takes_the_chat_along() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", asking(), &[&ana]).await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    let visitor = shop.visitor().await;
    let started = start_as(&visitor, "sales", &json!({"mail": "rita@example.com"})).await;
    let mut request = opening("Late parcel", &json!({"kind": "existing", "contact_id": rita.id}));
    request["chat_id"] = json!(started.id);
    request["priority"] = json!("high");
    request["due_at"] = json!("2030-01-31T12:00:00.000Z");
    request["assignee_id"] = json!(shop.admin.id);
    let mut heard = shop.admin.socket().await;
    let opened: TicketView = open(&ana, &request).await.ok();
    let told = heard.event("ticket.opened").await;
    assert_eq!(serde_json::from_value::<TicketView>(told["content"].clone()).expect("a ticket"), opened);
    assert_eq!(told["seq"].as_u64(), Some(opened.seq), "the assignee hears it");
    assert_eq!((opened.contact_id, opened.chat_ids.as_slice()), (rita.id, [started.id].as_slice()));
    assert_eq!((opened.priority, opened.assignee_id), (TicketPriority::High, Some(shop.admin.id)));
    let chat: ChatView = ana.chat(started.id).await.chat;
    assert_eq!(chat.contact_id, Some(rita.id));
    assert_eq!(numbers(&ana, &format!("chat_id={}", started.id)).await, [1]);

    let link = format!("/v1/tickets/{}/chats/{}", opened.id, started.id);
    let same: TicketView = ana.api.put(&link, &json!({})).await.ok();
    assert_eq!(same, opened, "again is no change");
    let without: TicketView = ana.api.delete(&link).await.ok();
    assert!(without.chat_ids.is_empty());
    assert_eq!(ana.api.delete(&link).await.ok::<TicketView>(), without);
    heard.event("ticket.updated").await;
    school.admin.api.put(&link, &json!({})).await.refused(ErrorCode::NotFound);
    let outsider = agent_who_may(&shop, "Bia", &[Permission::ManageTickets]).await;
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", started.id)).await.done();
    outsider.api.put(&link, &json!({})).await.refused(ErrorCode::NotFound);
    ana.api.put(&link, &json!({})).await.done();

    request["client_id"] = json!(Uuid::now_v7());
    request["chat_id"] = json!(Uuid::now_v7());
    open(&ana, &request).await.refused(ErrorCode::NotFound);
    let foreign = contact(&school.admin, "Rita", "").await;
    let foreign = json!({"kind": "existing", "contact_id": foreign.id});
    open(&ana, &opening("x", &foreign)).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn only_an_anonymous_ticket_is_given_to_another_contact() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let reader = agent_who_may(&shop, "Bia", &[Permission::SeeHistory]).await;
    let rita = contact(&ana, "Rita", "").await;
    let bruno = contact(&ana, "Bruno", "").await;
    let to = |contact: &ContactView| json!({"kind": "existing", "contact_id": contact.id});
    let mut heard = ana.socket().await;
    let ticket: TicketView = open(&ana, &opening("Question", &json!({"kind": "anonymous"}))).await.ok();
    reader
        .api
        .put(&format!("/v1/tickets/{}/contact", ticket.id), &json!({"contact": to(&rita)}))
        .await
        .refused(ErrorCode::Forbidden);
    give(&school.admin, ticket.id, to(&rita)).await.refused(ErrorCode::NotFound);
    give(&ana, Uuid::now_v7(), to(&rita)).await.refused(ErrorCode::NotFound);
    give(&ana, ticket.id, json!({"kind": "existing", "contact_id": Uuid::now_v7()})).await.refused(ErrorCode::NotFound);
    let same: TicketView = give(&ana, ticket.id, json!({"kind": "anonymous"})).await.ok();
    assert_eq!(same, ticket);
    let given: TicketView = give(&ana, ticket.id, to(&rita)).await.ok();
    assert_eq!((given.contact_id, given.anonymous), (rita.id, false));
    assert_eq!(heard.event("ticket.updated").await["seq"].as_u64(), Some(given.seq));
    assert_eq!(give(&ana, ticket.id, to(&rita)).await.ok::<TicketView>(), given, "again is no change");
    give(&ana, ticket.id, to(&bruno)).await.refused(ErrorCode::ContactFixed);
    give(&ana, ticket.id, json!({"kind": "anonymous"})).await.refused(ErrorCode::ContactFixed);
    give(&shop.admin, ticket.id, json!({"kind": "new", "name": "Caio"})).await.refused(ErrorCode::ContactFixed);

    let other: TicketView = open(&ana, &opening("Question", &json!({"kind": "anonymous"}))).await.ok();
    give(&ana, other.id, json!({"kind": "new", "name": "RITA"})).await.refused(ErrorCode::ProbableDuplicates);
    let created: TicketView = give(&ana, other.id, json!({"kind": "new", "name": "Caio"})).await.ok();
    assert!(![rita.id, bruno.id, ticket.contact_id].contains(&created.contact_id));

    // Two at once: one of them is first.
    let raced: TicketView = open(&ana, &opening("Question", &json!({"kind": "anonymous"}))).await.ok();
    let (one, two) =
        futures_util::future::join(give(&ana, raced.id, to(&rita)), give(&ana, raced.id, to(&bruno))).await;
    assert_eq!([one.status, two.status].iter().filter(|status| **status == 200).count(), 1);
}

#[tokio::test]
async fn a_ticket_is_worked_on_and_listed_by_contact_assignee_and_state() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let reader = agent_who_may(&shop, "Caio", &[]).await;
    let rita = contact(&ana, "Rita", "").await;
    let bruno = contact(&ana, "Bruno", "").await;
    for (subject, owner) in [("One", &rita), ("Two", &bruno), ("Three", &rita)] {
        open(&ana, &opening(subject, &json!({"kind": "existing", "contact_id": owner.id}))).await.done();
    }
    let tickets: Vec<TicketView> = ana.api.all("/v1/tickets?limit=1").await;
    assert_eq!(tickets.iter().map(|ticket| ticket.subject.as_str()).collect::<Vec<_>>(), ["Three", "Two", "One"]);
    let path = format!("/v1/tickets/{}", tickets[0].id);
    let mut heard = bia.socket().await;
    let change = json!({
        "assignee_id": bia.id, "state": "pending", "priority": "urgent", "description": "Waits for the carrier",
        "due_at": "2030-01-31T12:00:00.000Z",
    });
    let changed: TicketView = ana.api.patch(&path, &change).await.ok();
    assert_eq!((changed.state, changed.priority), (TicketState::Pending, TicketPriority::Urgent));
    let told = heard.event_where("ticket.updated", |ticket| ticket["assignee_id"] == json!(bia.id)).await;
    assert_eq!(told["seq"].as_u64(), Some(changed.seq));
    assert_eq!(ana.api.patch(&path, &change).await.ok::<TicketView>(), changed, "again is no change");
    assert_eq!(numbers(&ana, &format!("assignee_id={}", bia.id)).await, [3]);
    assert_eq!(numbers(&ana, &format!("contact_id={}", rita.id)).await, [3, 1]);
    assert_eq!(numbers(&ana, "state=open").await, [2, 1]);
    assert_eq!(numbers(&ana, &format!("state=pending&contact_id={}", bruno.id)).await, Vec::<u64>::new());
    assert!(numbers(&school.admin, "").await.is_empty());

    let closed: TicketView =
        ana.api.patch(&path, &json!({"state": "closed", "assignee_id": null, "due_at": null})).await.ok();
    assert!(closed.closed_at.is_some());
    assert_eq!((closed.assignee_id, closed.due_at), (None, None));
    let reopened: TicketView = ana.api.patch(&path, &json!({"state": "open"})).await.ok();
    assert_eq!(reopened.closed_at, None);
    assert_eq!(reader.api.get(&path).await.ok::<TicketView>(), reopened);

    reader.api.patch(&path, &change).await.refused(ErrorCode::Forbidden);
    open(&reader, &opening("x", &json!({"kind": "anonymous"}))).await.refused(ErrorCode::Forbidden);
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.patch(&path, &change).await.refused(ErrorCode::NotFound);
    for wrong in [json!({"subject": " "}), json!({"assignee_id": school.admin.id}), json!({"subject": "x".repeat(201)})]
    {
        ana.api.patch(&path, &wrong).await.refused(ErrorCode::InvalidFields);
    }
    ana.api.patch(&path, &json!({"state": "gone"})).await.refused(ErrorCode::BadRequest);
    ana.api.get("/v1/tickets?state=gone").await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn comments_are_kept_in_order_for_agents_only() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let visitor = shop.visitor().await;
    let reader = agent_who_may(&shop, "Bia", &[]).await;
    let ticket: TicketView = open(&ana, &opening("Question", &json!({"kind": "anonymous"}))).await.ok();
    let path = format!("/v1/tickets/{}/comments", ticket.id);
    let mut heard = reader.socket().await;
    let mut request = json!({"client_id": Uuid::now_v7(), "text": "Called, nobody answered"});
    let first: TicketCommentView = ana.api.post(&path, &request).await.ok();
    assert_eq!(heard.event("ticket_comment.added").await["seq"].as_u64(), Some(first.seq));
    for again in futures_util::future::join_all((0..4).map(|_| ana.api.post(&path, &request))).await {
        assert_eq!(again.ok::<TicketCommentView>(), first);
    }
    request["text"] = json!("Another");
    ana.api.post(&path, &request).await.refused(ErrorCode::ClientIdReused);
    let second = json!({"client_id": Uuid::now_v7(), "text": "Called again"});
    ana.api.post(&path, &second).await.done();
    let texts: Vec<String> = reader
        .api
        .all::<TicketCommentView>(&format!("{path}?limit=1"))
        .await
        .into_iter()
        .map(|comment| comment.text)
        .collect();
    assert_eq!(texts, ["Called, nobody answered", "Called again"]);
    reader.api.post(&path, &second).await.refused(ErrorCode::Forbidden);
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.post(&path, &second).await.refused(ErrorCode::NotFound);
    visitor.api.get(&path).await.refused(ErrorCode::Unauthenticated);
    ana.api.post(&path, &json!({"client_id": Uuid::now_v7(), "text": ""})).await.refused(ErrorCode::InvalidFields);
}
