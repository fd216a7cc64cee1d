//! Rows: C6, K1, C9

use harness::{AgentActor, Answer, TestServer};
use pronto_protocol::{
    agent::Permission,
    contact::{ContactNoteView, ContactView, IdentityKind},
    error::ErrorCode,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

/// Adds a contact with one e-mail address, and none when it is empty.
pub async fn contact(agent: &AgentActor, name: &str, email: &str) -> ContactView {
    let identities: Vec<Value> = Some(email)
        .filter(|email| !email.is_empty())
        .map(|email| json!({"kind": "email", "value": email}))
        .into_iter()
        .collect();
    let request = json!({"name": name, "identities": identities, "confirm": true});
    agent.api.post("/v1/contacts", &request).await.ok()
}

async fn named(agent: &AgentActor, query: &str) -> Vec<String> {
    let found: Vec<ContactView> = agent.api.all(&format!("/v1/contacts?{query}")).await;
    found.into_iter().map(|contact| contact.name).collect()
}

async fn identify(agent: &AgentActor, contact_id: Uuid, kind: &str, value: &str) -> Answer {
    let request = json!({"kind": kind, "value": value});
    agent.api.post(&format!("/v1/contacts/{contact_id}/identities"), &request).await
}

#[tokio::test]
async fn identities_have_one_form_however_they_are_written() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let mut heard = ana.socket().await;
    let request = json!({
        "name": "Eddy Cezar Araújo",
        "attributes": {"plan": "gold", "empty": " "},
        "identities": [
            {"kind": "email", "value": " Eddy@Example.COM "},
            {"kind": "phone", "value": "(11) 98765-4321"},
            {"kind": "phone", "value": "+55 11 8765 4321"},
            {"kind": "external_id", "value": " ra-77b "},
        ],
    });
    let added: ContactView = ana.api.post("/v1/contacts", &request).await.ok();
    let told: Vec<(IdentityKind, &str)> =
        added.identities.iter().map(|identity| (identity.kind, identity.value.as_str())).collect();
    let wanted = [
        (IdentityKind::Email, "eddy@example.com"),
        (IdentityKind::ExternalId, "RA-77B"),
        (IdentityKind::Phone, "+5511987654321"),
    ];
    assert_eq!(told, wanted, "each once");
    assert_eq!(added.attributes.into_iter().collect::<Vec<_>>(), [("plan".to_owned(), "gold".to_owned())]);
    assert_eq!(heard.event("contact.added").await["seq"].as_u64(), Some(added.seq));
    let shown: ContactView = ana.api.get(&format!("/v1/contacts/{}", added.id)).await.ok();
    assert_eq!(shown.identities, added.identities);
    for written in ["EDDY@example.com", "ra-77B", "0055 (11) 98765.4321", "11 98765-4321"] {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("identity", written).finish();
        assert_eq!(named(&ana, &query).await, ["Eddy Cezar Araújo"], "{written}");
    }
    for written in ["", "nobody@example.com", "11 98765-4322"] {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("identity", written).finish();
        assert!(named(&ana, &query).await.is_empty(), "{written}");
    }
}

#[tokio::test]
async fn contacts_are_found_by_words_of_the_name_without_case_and_accents() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    for name in ["João Ávila", "JOANA avila", "Conceição 100%", "Zé"] {
        contact(&ana, name, "").await;
    }
    contact(&school.admin, "João de outra escola", "").await;
    assert_eq!(named(&ana, "name=avila%20joao").await, ["João Ávila"]);
    assert_eq!(named(&ana, "name=ÁVILA").await, ["JOANA avila", "João Ávila"]);
    assert_eq!(named(&ana, "name=%25").await, ["Conceição 100%"], "a sign of patterns is itself");
    assert_eq!(named(&ana, "name=_").await, Vec::<String>::new());
    assert_eq!(named(&ana, "name=z%00e").await, ["Zé"], "what no screen shows is not looked for");
    assert_eq!(named(&ana, "limit=1").await, ["Conceição 100%", "JOANA avila", "João Ávila", "Zé"], "page by page");
    ana.api.get("/v1/contacts?limit=0").await.refused(ErrorCode::InvalidFields);
    ana.api.get("/v1/contacts?cursor=x").await.refused(ErrorCode::InvalidCursor);
}

#[tokio::test]
async fn an_identity_belongs_to_one_contact_of_an_organization() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    let bruno = contact(&ana, "Bruno", "").await;
    let problem = identify(&ana, bruno.id, "email", "RITA@example.com").await.refused(ErrorCode::AlreadyExists);
    assert!(problem.detail.expect("whose it is").contains(&rita.id.to_string()));
    let again: ContactView = identify(&ana, rita.id, "email", "Rita@Example.com").await.ok();
    assert_eq!(again, rita, "its own is no change");
    contact(&school.admin, "Rita", "rita@example.com").await;

    // Many at once: one of them has it.
    let others = futures_util::future::join_all((0..6).map(|at| {
        let request = json!({"name": format!("Racer {at}"), "identities": [{"kind": "external_id", "value": "77"}], "confirm": true});
        let ana = ana.clone();
        async move { ana.api.post("/v1/contacts", &request).await }
    }))
    .await;
    assert_eq!(others.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in others.into_iter().filter(|answer| answer.status != 201) {
        answer.refused(ErrorCode::AlreadyExists);
    }

    let one = format!("/v1/contacts/{}/identities/{}", rita.id, rita.identities[0].id);
    school.admin.api.delete(&one).await.refused(ErrorCode::NotFound);
    let bare: ContactView = ana.api.delete(&one).await.ok();
    assert!(bare.identities.is_empty());
    ana.api.delete(&one).await.refused(ErrorCode::NotFound);
    let taken: ContactView = identify(&ana, bruno.id, "email", "rita@example.com").await.ok();
    assert_eq!(taken.identities.len(), 1, "what was given up may belong to another");
}

#[tokio::test]
async fn a_probable_duplicate_is_added_only_when_it_is_confirmed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let eddy = contact(&ana, "Eddy Cezar Araújo", "eddy.araujo@example.com").await;
    let ask = async |name: &str, email: &str, confirm: bool| {
        let identities = json!([{"kind": "email", "value": email}]);
        let request = json!({"name": name, "identities": identities, "confirm": confirm});
        ana.api.post("/v1/contacts", &request).await
    };
    for (name, email) in [
        ("eddy cezar araujo", "other@example.com"),
        ("Eddy Araujo", "another@example.com"),
        ("E. A.", "eddy.araujo@mail.example"),
        ("Nobody Else", "EDDY.ARAUJO@example.com"),
    ] {
        let problem = ask(name, email, false).await.refused(ErrorCode::ProbableDuplicates);
        assert_eq!(problem.duplicates, [eddy.id], "{name}");
    }
    ask("Nobody Else", "eddy.araujo@example.com", true).await.refused(ErrorCode::AlreadyExists);
    let second: ContactView = ask("Eddy Araujo", "another@example.com", true).await.ok();
    assert_ne!(second.id, eddy.id);
    ask("Edna Araujo", "edna@example.com", false).await.done();
}

#[tokio::test]
async fn a_contact_is_changed_and_removed_by_who_may() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let reader = agent_who_may(&shop, "Bia", &[Permission::SeeHistory]).await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    let path = format!("/v1/contacts/{}", rita.id);
    let mut heard = ana.socket().await;
    let change = json!({"name": "Rita Souza", "attributes": {"plan": "gold", "branch": "Norte"}});
    let changed: ContactView = ana.api.patch(&path, &change).await.ok();
    assert_eq!((changed.name.as_str(), changed.attributes.len()), ("Rita Souza", 2));
    assert_eq!(heard.event("contact.updated").await["seq"].as_u64(), Some(changed.seq));
    let again: ContactView = ana.api.patch(&path, &change).await.ok();
    assert_eq!(again, changed);
    let less: ContactView = ana.api.patch(&path, &json!({"attributes": {"plan": null}})).await.ok();
    assert_eq!(less.attributes.keys().collect::<Vec<_>>(), ["branch"]);

    let many: serde_json::Map<String, Value> = (0..51).map(|at| (format!("key{at}"), json!("x"))).collect();
    for wrong in [json!({"name": ""}), json!({"attributes": {"Bad Key": "x"}}), json!({"attributes": many})] {
        ana.api.patch(&path, &wrong).await.refused(ErrorCode::InvalidFields);
    }
    for (kind, value) in [("email", "nobody"), ("phone", "12345"), ("external_id", " ")] {
        identify(&ana, rita.id, kind, value).await.refused(ErrorCode::InvalidFields);
    }
    assert_eq!(reader.api.get(&path).await.ok::<ContactView>(), less);
    reader.api.patch(&path, &change).await.refused(ErrorCode::Forbidden);
    reader.api.post("/v1/contacts", &json!({"name": "x"})).await.refused(ErrorCode::Forbidden);
    reader.api.delete(&path).await.refused(ErrorCode::Forbidden);
    identify(&reader, rita.id, "external_id", "1").await.refused(ErrorCode::Forbidden);
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.patch(&path, &change).await.refused(ErrorCode::NotFound);
    identify(&school.admin, rita.id, "external_id", "1").await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    ana.api.delete(&path).await.done();
    assert_eq!(heard.event("contact.removed").await["content"]["contact_id"], json!(rita.id));
    ana.api.delete(&path).await.refused(ErrorCode::NotFound);
    ana.api.get(&path).await.refused(ErrorCode::NotFound);
    contact(&ana, "Rita again", "rita@example.com").await;
}

#[tokio::test]
async fn notes_about_a_contact_are_for_agents_and_changed_by_their_author_or_an_admin() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let reader = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    let visitor = shop.visitor().await;
    let rita = contact(&ana, "Rita", "").await;
    let bruno = contact(&ana, "Bruno", "").await;
    let path = format!("/v1/contacts/{}/notes", rita.id);
    let mut heard = bia.socket().await;
    let request = json!({"client_id": Uuid::now_v7(), "text": "Prefers the morning"});
    let note: ContactNoteView = ana.api.post(&path, &request).await.ok();
    assert_eq!((note.contact_id, note.author_name.as_str()), (rita.id, "Ana"));
    heard.event("contact_note.added").await;
    for again in futures_util::future::join_all((0..4).map(|_| ana.api.post(&path, &request))).await {
        assert_eq!(again.ok::<ContactNoteView>(), note);
    }
    ana.api.post(&format!("/v1/contacts/{}/notes", bruno.id), &request).await.refused(ErrorCode::ClientIdReused);
    server.clock.advance(std::time::Duration::from_millis(10));
    let second = json!({"client_id": Uuid::now_v7(), "text": "Moved to Norte"});
    bia.api.post(&path, &second).await.done();
    let texts: Vec<String> =
        reader.api.all::<ContactNoteView>(&format!("{path}?limit=1")).await.into_iter().map(|note| note.text).collect();
    assert_eq!(texts, ["Moved to Norte", "Prefers the morning"]);

    let one = format!("{path}/{}", note.id);
    bia.api.patch(&one, &json!({"text": "x"})).await.refused(ErrorCode::Forbidden);
    reader.api.post(&path, &second).await.refused(ErrorCode::Forbidden);
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&one).await.refused(ErrorCode::NotFound);
    visitor.api.get(&path).await.refused(ErrorCode::Unauthenticated);
    let edited: ContactNoteView = ana.api.patch(&one, &json!({"text": "Prefers the evening"})).await.ok();
    assert!(edited.edited_at.is_some());
    heard.event("contact_note.edited").await;
    ana.api.patch(&one, &json!({"text": " "})).await.refused(ErrorCode::InvalidFields);
    shop.admin.api.delete(&one).await.done();
    heard.event("contact_note.deleted").await;
    shop.admin.api.delete(&one).await.done();
    ana.api.patch(&one, &json!({"text": "x"})).await.refused(ErrorCode::NotFound);
    assert_eq!(ana.api.all::<ContactNoteView>(&path).await.len(), 1);
    assert!(visitor.api.get("/v1/visitor/sync?after=0").await.text().contains("\"events\":[]"));
}
