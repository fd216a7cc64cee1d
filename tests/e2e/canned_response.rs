//! Rows: C3, G1

use harness::{AgentActor, Organization, TestServer};
use pronto_protocol::{
    agent::Permission,
    canned_response::{CannedOwner, CannedResponseView},
    error::ErrorCode,
    queue::{FieldKind, PreChatField, QueueSettings},
    visitor::VisitorChatView,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

const PATH: &str = "/v1/canned_responses";

async fn add(agent: &AgentActor, request: Value) -> CannedResponseView {
    agent.api.post(PATH, &request).await.ok()
}

async fn shortcuts(agent: &AgentActor, query: &str) -> Vec<String> {
    let listed: Vec<CannedResponseView> = agent.api.all(&format!("{PATH}{query}")).await;
    listed.into_iter().map(|response| response.shortcut).collect()
}

/// A chat whose visitor gave a name and a registration number.
async fn named_chat(shop: &Organization, agent: &AgentActor) -> VisitorChatView {
    let field = |key: &str, kind| PreChatField {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        required: false,
        choices: Vec::new(),
    };
    let settings = QueueSettings {
        pre_chat_fields: vec![field("name", FieldKind::Name), field("ra", FieldKind::ExternalId)],
        ..QueueSettings::default()
    };
    shop.queue("secretaria", settings, &[agent]).await;
    agent.ready().await;
    let visitor = shop.visitor().await;
    let request = json!({
        "client_id": Uuid::now_v7(), "queue": "secretaria", "text": "Oi",
        "fields": {"name": "Maria {{agent.name}} Silva", "ra": "123-4"},
    });
    let chat: VisitorChatView = visitor.api.post("/v1/visitor/chats", &request).await.ok();
    agent.accept_chat(chat.id).await;
    chat
}

#[tokio::test]
async fn variables_are_filled_in_for_a_chat_and_unknown_ones_are_refused_when_saved() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana Souza").await;
    let chat = named_chat(&shop, &ana).await;
    let text = "Bom dia, {{visitor.first_name}}! Sou {{ agent.first_name }}, da {{organization.name}}. \
        Chat {{chat.number}}, {{queue.name}}, RA {{field.ra}}, sobre {{chat.subject}} ({{visitor.name}}).";
    let saved = add(&ana, json!({"shortcut": "/BomDia", "text": text})).await;
    assert_eq!((saved.shortcut.as_str(), saved.owner, saved.owner_id), ("bomdia", CannedOwner::Agent, Some(ana.id)));
    assert_eq!((saved.owner_name.as_deref(), saved.shared, saved.rendered), (Some("Ana Souza"), false, None));
    assert_eq!(saved.variables.len(), 8);
    let listed: Vec<CannedResponseView> = ana.api.all(&format!("{PATH}?chat_id={}&shortcut=/bom", chat.id)).await;
    let rendered = listed[0].rendered.clone().expect("rendered");
    let wanted = format!(
        "Bom dia, Maria! Sou Ana, da shop. Chat {}, secretaria, RA 123-4, sobre  (Maria {{{{agent.name}}}} Silva).",
        chat.number
    );
    assert_eq!(rendered.text, wanted, "what a visitor wrote is never read as a variable");
    assert_eq!(rendered.missing, ["chat.subject"]);
    let one: CannedResponseView = ana.api.get(&format!("{PATH}/{}?chat_id={}", saved.id, chat.id)).await.ok();
    assert_eq!(one.rendered, Some(rendered));
    for (text, problem) in [
        ("{{visitor.password}}", "unknown"),
        ("{{field.cpf}}", "unknown"),
        ("{{}}", "unknown"),
        ("Oi {{visitor.name", "malformed"),
        ("", "required"),
    ] {
        let refused = ana.api.post(PATH, &json!({"shortcut": "x", "text": text})).await;
        let refused = refused.refused(ErrorCode::InvalidFields);
        assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].problem.as_str()), ("text", problem), "{text}");
        if problem != "required" {
            let path = format!("{PATH}/{}", saved.id);
            ana.api.patch(&path, &json!({"text": text})).await.refused(ErrorCode::InvalidFields);
        }
    }
    let outsider = agent_who_may(&shop, "Bia", &[Permission::OwnCannedResponses]).await;
    outsider.api.get(&format!("{PATH}?chat_id={}", chat.id)).await.refused(ErrorCode::NotFound);
    let shared = add(&outsider, json!({"shortcut": "oi", "text": "{{visitor.name}}", "shared": true})).await;
    let path = format!("{PATH}/{}?chat_id={}", shared.id, chat.id);
    outsider.api.get(&path).await.refused(ErrorCode::NotFound);
    assert!(ana.api.get(&path).await.ok::<CannedResponseView>().rendered.is_some());
}

#[tokio::test]
async fn each_agent_has_the_organizations_the_own_and_what_others_share() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    add(&shop.admin, json!({"owner": "organization", "shortcut": "boleto", "text": "Segunda via do boleto"})).await;
    let mut heard = bia.socket().await;
    add(&ana, json!({"shortcut": "bom-dia", "text": "Bom dia"})).await;
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "it is nobody else's");
    add(&ana, json!({"shortcut": "tarde", "text": "Boa tarde, informações", "shared": true})).await;
    heard.event_where("register.changed", |content| content["register"] == "canned_responses").await;
    // The same shortcut is free for another owner.
    add(&bia, json!({"shortcut": "bom-dia", "text": "Bom dia da Bia"})).await;
    assert_eq!(shortcuts(&ana, "").await, ["boleto", "bom-dia", "tarde"]);
    assert_eq!(shortcuts(&ana, "?limit=1").await, ["boleto", "bom-dia", "tarde"]);
    assert_eq!(shortcuts(&bia, "?shortcut=/BO").await, ["boleto", "bom-dia"]);
    assert_eq!(shortcuts(&bia, "?shortcut=%25").await, Vec::<String>::new());
    assert_eq!(shortcuts(&bia, "?search=INFORMACOES").await, ["tarde"]);
    assert_eq!(shortcuts(&bia, "?search=dia%20bia").await, ["bom-dia"]);
    assert_eq!(shortcuts(&bia, "?search=oleto").await, Vec::<String>::new(), "words are found from their beginning");
    assert!(shortcuts(&school.admin, "").await.is_empty());
    let visitor = shop.visitor().await;
    visitor.api.get(PATH).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_shortcut_is_unique_among_its_owners_and_of_one_form() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let first = add(&ana, json!({"shortcut": "olá", "text": "Olá"})).await;
    assert_eq!(first.shortcut, "ola");
    ana.api.post(PATH, &json!({"shortcut": "/OLA", "text": "Outra"})).await.refused(ErrorCode::AlreadyExists);
    let second = add(&ana, json!({"shortcut": "tchau", "text": "Tchau"})).await;
    let path = format!("{PATH}/{}", second.id);
    ana.api.patch(&path, &json!({"shortcut": "ola"})).await.refused(ErrorCode::AlreadyExists);
    for shortcut in ["", "/", "bom dia", "a_b", "a%", &"a".repeat(33)] {
        let refused = ana.api.post(PATH, &json!({"shortcut": shortcut, "text": "x"})).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "shortcut", "{shortcut}");
    }
    let moved: CannedResponseView = ana.api.patch(&path, &json!({"shortcut": "ate-logo", "shared": true})).await.ok();
    assert_eq!((moved.shortcut.as_str(), moved.text.as_str(), moved.shared), ("ate-logo", "Tchau", true));
    let again: CannedResponseView = ana.api.patch(&path, &json!({"shortcut": "ate-logo"})).await.ok();
    assert_eq!(again, moved, "no change is no change");
    ana.api.delete(&path).await.done();
    ana.api.delete(&path).await.refused(ErrorCode::NotFound);
    add(&ana, json!({"shortcut": "ate-logo", "text": "Free again"})).await;
}

#[tokio::test]
async fn only_its_owner_or_an_admin_changes_a_canned_response() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let own = add(&ana, json!({"shortcut": "own", "text": "Own"})).await;
    let shared = add(&ana, json!({"shortcut": "shared", "text": "Shared", "shared": true})).await;
    let everybodys =
        add(&shop.admin, json!({"owner": "organization", "shortcut": "all", "text": "All", "shared": false})).await;
    assert!(everybodys.shared && everybodys.owner_id.is_none());
    let path = |response: &CannedResponseView| format!("{PATH}/{}", response.id);
    let change = json!({"text": "Changed"});
    let organizations = json!({"owner": "organization", "shortcut": "y", "text": "x"});
    ana.api.post(PATH, &organizations).await.refused(ErrorCode::Forbidden);
    ana.api.patch(&path(&everybodys), &change).await.refused(ErrorCode::Forbidden);
    ana.api.delete(&path(&everybodys)).await.refused(ErrorCode::Forbidden);
    bia.api.get(&path(&own)).await.refused(ErrorCode::NotFound);
    bia.api.patch(&path(&own), &change).await.refused(ErrorCode::NotFound);
    bia.api.patch(&path(&shared), &change).await.refused(ErrorCode::Forbidden);
    bia.api.delete(&path(&shared)).await.refused(ErrorCode::Forbidden);
    school.admin.api.patch(&path(&shared), &change).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path(&shared)).await.refused(ErrorCode::NotFound);
    shop.admin.api.get(&path(&own)).await.refused(ErrorCode::NotFound);
    let changed: CannedResponseView = shop.admin.api.patch(&path(&shared), &change).await.ok();
    assert_eq!((changed.text.as_str(), changed.owner_id), ("Changed", Some(ana.id)));
    shop.admin.api.delete(&path(&everybodys)).await.done();
    ana.api.get(&format!("{PATH}/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    let without = agent_who_may(&shop, "Caio", &[Permission::Whisper]).await;
    without.api.post(PATH, &json!({"shortcut": "x", "text": "x"})).await.refused(ErrorCode::Forbidden);
    assert_eq!(shortcuts(&without, "").await, ["shared"]);
}
