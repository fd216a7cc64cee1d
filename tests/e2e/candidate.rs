//! Rows: K1, V15

use harness::{Organization, TestServer, VisitorActor};
use pronto_protocol::{
    agent::Permission,
    chat::ChatView,
    contact::{CandidatesView, ContactView},
    error::ErrorCode,
    queue::{FieldKind, PreChatField, QueueSettings},
    visitor::VisitorChatView,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{chat::agent_who_may, contact::contact};

/// A queue's settings that ask for e-mail, phone and registration number.
pub fn asking() -> QueueSettings {
    let field = |key: &str, kind| PreChatField {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        required: false,
        choices: Vec::new(),
    };
    let pre_chat_fields =
        vec![field("mail", FieldKind::Email), field("phone", FieldKind::Phone), field("ra", FieldKind::ExternalId)];
    QueueSettings { pre_chat_fields, ..QueueSettings::default() }
}

/// Starts a chat with answers to the pre-chat fields.
pub async fn start_as(visitor: &VisitorActor, queue: &str, fields: &Value) -> VisitorChatView {
    let request = json!({"client_id": Uuid::now_v7(), "queue": queue, "fields": fields, "text": "Hello"});
    visitor.api.post("/v1/visitor/chats", &request).await.ok()
}

async fn candidates(organization: &Organization, chat_id: Uuid) -> CandidatesView {
    organization.admin.api.get(&format!("/v1/chats/{chat_id}/candidates")).await.ok()
}

#[tokio::test]
async fn what_is_typed_at_entry_finds_none_one_or_several_contacts() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", asking(), &[&ana]).await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    server.clock.advance(std::time::Duration::from_millis(10));
    let bruno = contact(&ana, "Bruno", "").await;
    let identities = format!("/v1/contacts/{}/identities", bruno.id);
    ana.api.post(&identities, &json!({"kind": "phone", "value": "11 98765-4321"})).await.done();
    let mut heard = ana.socket().await;

    let several = json!({"mail": "RITA@example.com", "phone": "(11) 98765-4321", "ra": "x1"});
    for (fields, wanted) in [
        (json!({}), vec![]),
        (json!({"mail": "nobody@example.com", "phone": "98765-4321"}), vec![]),
        (json!({"mail": "Rita@Example.com"}), vec![rita.id]),
        (several, vec![rita.id, bruno.id]),
    ] {
        let visitor = shop.visitor().await;
        let started = start_as(&visitor, "sales", &fields).await;
        let told = heard.event("chat.started").await;
        let told: ChatView = serde_json::from_value(told["content"].clone()).expect("a chat");
        assert_eq!((told.candidate_count as usize, told.contact_id), (wanted.len(), None));
        let found = candidates(&shop, started.id).await;
        assert_eq!(found.contacts.iter().map(|contact| contact.id).collect::<Vec<_>>(), wanted);
    }
}

#[tokio::test]
async fn only_an_agent_says_whose_chat_it_is_and_the_visitor_learns_nothing() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let outsider = agent_who_may(&shop, "Bia", &[Permission::ManageContacts]).await;
    let reader = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    shop.queue("sales", asking(), &[&ana]).await;
    ana.ready().await;
    let rita = contact(&ana, "Rita Wombat", "rita@example.com").await;
    let own = shop.visitor().await;
    let earlier = start_as(&own, "sales", &json!({"mail": "rita@example.com"})).await;
    let stranger = shop.visitor().await;
    let started = start_as(&stranger, "sales", &json!({"mail": "rita@example.com"})).await;
    let path = format!("/v1/chats/{}/contact", started.id);
    let link = json!({"contact_id": rita.id});
    let mut heard = ana.socket().await;
    let linked: ChatView = ana.api.put(&path, &link).await.ok();
    assert_eq!(linked.contact_id, Some(rita.id));
    assert_eq!(heard.event("chat.updated").await["seq"].as_u64(), Some(linked.seq));
    assert_eq!(ana.api.put(&path, &link).await.ok::<ChatView>(), linked, "again is no change");

    // Having typed the address, and even being linked, opens nothing to the visitor.
    let seen: Vec<VisitorChatView> = stranger.api.all("/v1/visitor/chats").await;
    assert_eq!(seen.iter().map(|chat| chat.id).collect::<Vec<_>>(), [started.id]);
    stranger.api.get(&format!("/v1/visitor/chats/{}", earlier.id)).await.refused(ErrorCode::NotFound);
    stranger.api.get(&format!("/v1/contacts/{}", rita.id)).await.refused(ErrorCode::Unauthenticated);
    stranger.api.get(&format!("/v1/chats/{}/candidates", started.id)).await.refused(ErrorCode::Unauthenticated);
    let told =
        stranger.api.get("/v1/visitor/sync?after=0").await.text() + &stranger.api.get("/v1/visitor/chats").await.text();
    for secret in ["Wombat", &rita.id.to_string(), "candidate"] {
        assert!(!told.contains(secret), "{told}");
    }

    outsider.api.put(&path, &link).await.refused(ErrorCode::NotFound);
    outsider.api.get(&format!("/v1/chats/{}/candidates", earlier.id)).await.refused(ErrorCode::NotFound);
    reader.api.put(&path, &link).await.refused(ErrorCode::Forbidden);
    school.admin.api.put(&path, &link).await.refused(ErrorCode::NotFound);
    let foreign: ContactView = contact(&school.admin, "Rita", "").await;
    ana.api.put(&path, &json!({"contact_id": foreign.id})).await.refused(ErrorCode::NotFound);
    ana.api.delete(&format!("/v1/contacts/{}", rita.id)).await.refused(ErrorCode::Conflict);
    let unlinked: ChatView = ana.api.delete(&path).await.ok();
    assert_eq!(unlinked.contact_id, None);
    assert_eq!(ana.api.delete(&path).await.ok::<ChatView>(), unlinked);
    stranger.api.act(&format!("/v1/visitor/chats/{}/leave", started.id)).await.done();
    let closed: ChatView = ana.api.put(&path, &link).await.ok();
    assert_eq!(closed.contact_id, Some(rita.id), "a closed chat is linked as well");
}
