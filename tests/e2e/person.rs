//! Rows: X5

use std::time::Duration;

use harness::{AgentActor, Api, Organization, TestServer, VisitorActor, receiver::Receiver};
use pronto_entity::{chat, job};
use pronto_protocol::{
    api_key::AddedApiKeyView,
    attachment::AttachmentView,
    chat::ChatView,
    contact::ContactView,
    error::ErrorCode,
    message::MessageView,
    person::{ErasureView, PersonExportView},
    queue::{FieldKind, PreChatField, QueueSettings, RoutingMode},
    ticket::TicketView,
    visitor::{EntryView, VisitorChatView},
    webhook::WebhookSecretView,
};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use serde_json::json;
use uuid::Uuid;

const EMAIL: &str = "canary@example.com";

/// A queue that asks for an e-mail address, and an agent in it.
async fn desk(shop: &Organization, settings: QueueSettings) -> AgentActor {
    let ana = shop.agent("Ana").await;
    let mail = PreChatField {
        key: "mail".to_owned(),
        label: "E-mail".to_owned(),
        kind: FieldKind::Email,
        required: false,
        choices: Vec::new(),
    };
    let name = PreChatField { key: "name".to_owned(), kind: FieldKind::Name, ..mail.clone() };
    shop.queue("sales", QueueSettings { pre_chat_fields: vec![mail, name], ..settings }, &[&ana]).await;
    ana.ready().await;
    ana
}

/// A chat with the word in everything that can hold one, closed.
async fn planted(shop: &Organization, ana: &AgentActor) -> (VisitorActor, Uuid) {
    let visitor = shop.visitor().await;
    let page = json!({"url": "https://shop.example/canary", "title": "canary page"});
    visitor.api.post("/v1/visitor/page_views", &page).await.done();
    let offline = json!({
        "client_id": Uuid::now_v7(), "queue": "sales", "name": "canary", "email": EMAIL, "text": "the canary called",
    });
    visitor.api.post("/v1/visitor/offline_messages", &offline).await.done();
    let start = json!({
        "client_id": Uuid::now_v7(), "queue": "sales", "text": "canary says hello",
        "fields": {"mail": EMAIL, "name": "canary Rita"},
    });
    let started: VisitorChatView = visitor.api.post("/v1/visitor/chats", &start).await.ok();
    let chat_id = started.id;
    ana.accept_chat(chat_id).await;
    ana.say(chat_id, "Dear canary").await;
    ana.whisper(chat_id, "the canary sings").await;
    let note = json!({"client_id": Uuid::now_v7(), "text": "canary noted"});
    ana.api.post(&format!("/v1/chats/{chat_id}/notes"), &note).await.done();
    let path = format!("/v1/visitor/chats/{chat_id}/attachments");
    let file: AttachmentView = visitor.api.upload(&path, "canary.txt", b"canary in a file".to_vec()).await.ok();
    let message = json!({"client_id": Uuid::now_v7(), "text": "", "attachment_ids": [file.id]});
    visitor.api.post(&format!("/v1/visitor/chats/{chat_id}/messages"), &message).await.done();
    // There from the chat before, if there was one.
    let field = json!({"key": "order", "label": "Order", "kind": "text"});
    let _ = shop.admin.api.post("/v1/custom_fields", &field).await;
    let close = json!({"reason": "canary helped", "solved": true, "form": {"order": "canary cage"}});
    ana.api.post(&format!("/v1/chats/{chat_id}/close"), &close).await.done();
    let rating = json!({"score": 5, "comment": "canary is glad"});
    visitor.api.put(&format!("/v1/visitor/chats/{chat_id}/rating"), &rating).await.done();
    known(ana, chat_id).await;
    (visitor, chat_id)
}

/// The person is a contact, merged from two, with everything that can hang on one.
async fn known(ana: &AgentActor, chat_id: Uuid) {
    let identity = |kind: &str, value: &str| json!({"kind": kind, "value": value});
    let first = json!({"name": "canary Rita", "attributes": {"plan": "canary gold"}, "confirm": true,
        "identities": [identity("email", EMAIL)]});
    let other = json!({"name": "canary R.", "confirm": true, "identities": [identity("external_id", "canary-17")]});
    let first: ContactView = ana.api.post("/v1/contacts", &first).await.ok();
    let other: ContactView = ana.api.post("/v1/contacts", &other).await.ok();
    let path = format!("/v1/contacts/{}", first.id);
    let note = json!({"client_id": Uuid::now_v7(), "text": "canary likes seeds"});
    ana.api.post(&format!("{path}/notes"), &note).await.done();
    ana.api.patch(&path, &json!({"name": "canary Rita Souza"})).await.done();
    ana.api.put(&format!("/v1/chats/{chat_id}/contact"), &json!({"contact_id": first.id})).await.done();
    let ticket = json!({"client_id": Uuid::now_v7(), "subject": "canary cage", "description": "The canary is out",
        "contact": {"kind": "existing", "contact_id": first.id}, "chat_id": chat_id});
    let ticket: TicketView = ana.api.post("/v1/tickets", &ticket).await.ok();
    let comment = json!({"client_id": Uuid::now_v7(), "text": "canary was called"});
    ana.api.post(&format!("/v1/tickets/{}/comments", ticket.id), &comment).await.done();
    ana.api.post(&format!("{path}/merges"), &json!({"from_id": other.id})).await.done();
}

/// Every column of every table, as text.
pub(super) async fn everything(server: &TestServer) -> String {
    let db = server.context.db();
    let backend = db.get_database_backend();
    let ask = async |sql: String| db.query_all_raw(Statement::from_string(backend, sql)).await.expect("rows");
    let mut all = String::new();
    let tables = match backend {
        DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
        _ => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'",
    };
    for table in ask(tables.to_owned()).await {
        let table: String = table.try_get("", "name").expect("a name");
        let line = match backend {
            DbBackend::Sqlite => {
                let columns = ask(format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let columns = columns.into_iter().map(|column| {
                    let column: String = column.try_get("", "name").expect("a name");
                    format!("hex(CAST(\"{column}\" AS BLOB))")
                });
                columns.collect::<Vec<_>>().join(" || '20' || ")
            }
            _ => "rows::text".to_owned(),
        };
        for row in ask(format!("SELECT {line} AS line FROM \"{table}\" AS rows")).await {
            let line: String = row.try_get("", "line").expect("a line");
            let line = if backend == DbBackend::Sqlite { text_of_hex(&line) } else { line };
            all.push_str(&format!("{table}: {line}"));
            all.push('\n');
        }
    }
    all
}

/// Waits until the word is gone; fails with where it still stands.
async fn nothing_is_left(server: &TestServer) {
    let deadline = tokio::time::Instant::now() + harness::PATIENCE;
    loop {
        let all = everything(server).await;
        let left: Vec<&str> = all.lines().filter(|line| line.contains("canary")).collect();
        if left.is_empty() {
            return;
        }
        assert!(tokio::time::Instant::now() < deadline, "still there: {left:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Blobs hold words, too: those of an index among others.
fn text_of_hex(hex: &str) -> String {
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
    let bytes: Vec<u8> = digits.map(|pair| u8::from_str_radix(pair, 16).expect("a byte")).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Files below the server's folder that hold the word.
fn files_with(folder: &std::path::Path, word: &str) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found += files_with(&path, word);
        } else if path.extension().is_none() {
            let bytes = std::fs::read(&path).expect("a file");
            found += usize::from(String::from_utf8_lossy(&bytes).contains(word));
        }
    }
    found
}

#[tokio::test]
async fn an_export_holds_everything_that_is_kept_of_a_person_and_nothing_of_others() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = desk(&shop, QueueSettings::default()).await;
    let (visitor, chat_id) = planted(&shop, &ana).await;
    let other = shop.visitor().await;
    other.start("sales", "somebody else").await;
    for of in [json!({"visitor_id": visitor.id}), json!({"email": "Canary@Example.com"})] {
        let answer = shop.admin.api.post("/v1/people/export", &of).await;
        let text = answer.text();
        let export: PersonExportView = answer.ok();
        assert_eq!(export.chats.len(), 1);
        assert_eq!(export.chats[0].chat.id, chat_id);
        assert_eq!((export.contacts.len(), export.contacts.iter().flat_map(|one| &one.tickets).count()), (2, 1));
        for planted in [
            EMAIL,
            "canary says",
            "Dear canary",
            "canary sings",
            "canary noted",
            "canary.txt",
            "canary Rita",
            "CANARY-17",
            "canary gold",
            "canary likes seeds",
            "The canary is out",
            "canary was called",
        ] {
            assert!(text.contains(planted), "{planted} is missing in {text}");
        }
        assert!(!text.contains("somebody else"));
        let (_, path) = export.chats[0].files[0].url.split_once("/v1/").expect("an address");
        let file = Api::new(&shop.base).get(&format!("/v1/{path}")).await;
        assert_eq!(file.status, 200, "{}", file.text());
    }
    for path in ["/v1/people/export", "/v1/people/erase"] {
        ana.api.post(path, &json!({"visitor_id": visitor.id})).await.refused(ErrorCode::Forbidden);
        school.admin.api.post(path, &json!({"visitor_id": visitor.id})).await.refused(ErrorCode::NotFound);
        shop.admin.api.post(path, &json!({"sub": "nobody"})).await.refused(ErrorCode::NotFound);
        shop.admin.api.post(path, &json!({})).await.refused(ErrorCode::InvalidFields);
        let two = json!({"sub": "a", "email": EMAIL});
        shop.admin.api.post(path, &two).await.refused(ErrorCode::InvalidFields);
    }
}

#[tokio::test]
async fn an_erasure_leaves_nothing_but_ids_in_rows_files_log_and_webhooks() {
    let server = TestServer::start_with(|config| config.egress_allow_private = true).await;
    let shop = server.organization("shop").await;
    let receiver = Receiver::start(server.clock.clone()).await;
    let request = json!({"url": receiver.url(), "internal": true});
    let hook: WebhookSecretView = shop.admin.api.post("/v1/webhooks", &request).await.ok();
    receiver.trust(&hook.secret);
    let ana = desk(&shop, QueueSettings::default()).await;
    let (visitor, chat_id) = planted(&shop, &ana).await;
    let other = shop.visitor().await.start("sales", "keep this").await;
    server.until("the webhook has heard it all", async || receiver.kinds().contains(&"chat.closed".to_owned())).await;
    assert!(everything(&server).await.contains("canary"));
    assert_eq!(files_with(server.folder(), "canary in a file"), 1);
    let mut socket = ana.socket().await;
    let of = json!({"email": EMAIL});
    let planned: ErasureView = shop.admin.api.post("/v1/people/erase", &of).await.ok();
    assert_eq!(planned, ErasureView { visitors: 1, contacts: 2, tickets: 1, chats: 1 });
    let of = json!({"visitor_id": visitor.id});
    let planned: ErasureView = shop.admin.api.post("/v1/people/erase", &of).await.ok();
    assert_eq!((planned.visitors, planned.contacts), (1, 0));
    socket.event_where("contact.removed", |_| true).await;
    socket.event_where("chat.erased", |content| content["chat_id"] == json!(chat_id)).await;
    server
        .until("no job is left", async || job::Entity::find().all(server.context.db()).await.unwrap().is_empty())
        .await;
    nothing_is_left(&server).await;
    assert_eq!(files_with(server.folder(), "canary in a file"), 0);
    assert!(everything(&server).await.contains("keep this"));
    visitor.api.get("/v1/visitor/chats").await.refused(ErrorCode::Unauthenticated);
    let shown = ana.chat(chat_id).await.chat;
    assert!(shown.visitor_name.is_none() && shown.fields.is_empty());
    ana.api.get(&format!("/v1/chats/{chat_id}/timeline")).await.done();
    let tickets: Vec<TicketView> = ana.api.all("/v1/tickets").await;
    let ticket = tickets.iter().find(|ticket| ticket.number == 1).expect("its number stays");
    assert!(ticket.anonymous && ticket.subject.is_empty() && ticket.chat_ids == [chat_id], "{ticket:?}");
    let contacts: Vec<ContactView> = ana.api.all("/v1/contacts").await;
    assert!(contacts.iter().all(|contact| contact.anonymous), "{contacts:?}");
    // The log can still be read from its beginning.
    ana.api.get("/v1/sync?after=0").await.done();
    assert_ne!(other.id, chat_id);
}

#[tokio::test]
async fn what_is_told_of_a_chat_that_was_given_without_asking_is_erased_too() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = desk(&shop, QueueSettings { routing_mode: RoutingMode::Auto, ..QueueSettings::default() }).await;
    let mut socket = ana.socket().await;
    let (visitor, chat_id) = planted(&shop, &ana).await;
    socket.event_where("chat.assigned", |content| content["chat"]["id"] == json!(chat_id)).await;
    shop.admin.api.post("/v1/people/erase", &json!({"visitor_id": visitor.id})).await.done();
    nothing_is_left(&server).await;
}

#[tokio::test]
async fn an_erased_chat_takes_nothing_in_any_more() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = desk(&shop, QueueSettings::default()).await;
    let (visitor, chat_id) = planted(&shop, &ana).await;
    pronto_api::usecase::person::erase_chat(&server.context, shop.id, chat_id).await.expect("erased");
    let (path, own) = (format!("/v1/chats/{chat_id}"), format!("/v1/visitor/chats/{chat_id}"));
    ana.api.act(&format!("{path}/reopen")).await.refused(ErrorCode::Conflict);
    let note = json!({"client_id": Uuid::now_v7(), "text": "a late note"});
    ana.api.post(&format!("{path}/notes"), &note).await.refused(ErrorCode::Conflict);
    let rating = json!({"score": 1, "comment": "a late comment"});
    visitor.api.put(&format!("{own}/rating"), &rating).await.refused(ErrorCode::RatingClosed);
    let all = everything(&server).await;
    assert!(!all.contains("a late note") && !all.contains("a late comment"));
    // Whoever has more to say begins anew.
    let late = harness::message("Still there?");
    visitor.api.post(&format!("{own}/messages"), &late).await.refused(ErrorCode::ChatClosed);
    assert_ne!(visitor.start("sales", "Hello again").await.id, chat_id);
}

#[tokio::test]
async fn erasing_a_visitor_or_a_contact_takes_the_whole_person_and_nobody_else() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = desk(&shop, QueueSettings::default()).await;
    let other = json!({"name": "Somebody else", "identities": [{"kind": "email", "value": "else@example.com"}]});
    let other: ContactView = ana.api.post("/v1/contacts", &other).await.ok();
    for by_contact in [false, true] {
        let (visitor, chat_id) = planted(&shop, &ana).await;
        let contact_id = ana.chat(chat_id).await.chat.contact_id.expect("a contact");
        let of = if by_contact { json!({"contact_id": contact_id}) } else { json!({"visitor_id": visitor.id}) };
        school.admin.api.post("/v1/people/erase", &of).await.refused(ErrorCode::NotFound);
        let planned: ErasureView = shop.admin.api.post("/v1/people/erase", &of).await.ok();
        assert_eq!(planned, ErasureView { visitors: 1, contacts: 2, tickets: 1, chats: 1 }, "{of}");
        nothing_is_left(&server).await;
        shop.admin.api.post("/v1/people/erase", &json!({"contact_id": contact_id})).await.refused(ErrorCode::NotFound);
    }
    let left: ContactView = ana.api.get(&format!("/v1/contacts/{}", other.id)).await.ok();
    assert_eq!(left.name, "Somebody else");
    // On a browser that two persons use, nobody can tell who is meant.
    let visitor = shop.visitor().await;
    for contact in [other.id, ana.api.post("/v1/contacts", &json!({"name": "Third"})).await.ok::<ContactView>().id] {
        let chat = visitor.start("sales", "It is me").await;
        ana.accept_chat(chat.id).await;
        ana.api.put(&format!("/v1/chats/{}/contact", chat.id), &json!({"contact_id": contact})).await.done();
        ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    }
    let of = json!({"visitor_id": visitor.id});
    shop.admin.api.post("/v1/people/erase", &of).await.refused(ErrorCode::Conflict);
    let of = json!({"contact_id": other.id});
    let planned: ErasureView = shop.admin.api.post("/v1/people/erase", &of).await.ok();
    assert_eq!((planned.contacts, planned.chats), (1, 1));
    let nobody: TicketView = ana
        .api
        .post(
            "/v1/tickets",
            &json!({"client_id": Uuid::now_v7(), "subject": "Noise", "contact": {"kind": "anonymous"}}),
        )
        .await
        .ok();
    let of = json!({"contact_id": nobody.contact_id});
    shop.admin.api.post("/v1/people/erase", &of).await.refused(ErrorCode::Conflict);
}

#[tokio::test]
async fn a_person_with_an_open_chat_is_not_erased_under_the_agents_hands() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_, visitor, _) = shop.active_chat("sales").await;
    let of = json!({"visitor_id": visitor.id});
    shop.admin.api.post("/v1/people/erase", &of).await.refused(ErrorCode::Conflict);
    visitor.api.get("/v1/visitor/chats").await.done();
}

#[tokio::test]
async fn a_person_known_by_its_id_is_found_and_forgotten_by_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    desk(&shop, QueueSettings::default()).await;
    let request = json!({"name": "Shop system", "scopes": ["chats:write"]});
    let key: AddedApiKeyView = shop.admin.api.post("/v1/api_keys", &request).await.ok();
    let api = Api::new(&shop.base).with_token(&key.secret);
    let start = json!({
        "client_id": Uuid::now_v7(), "queue": "sales", "text": "Hello",
        "visitor": {"external_id": "ra-17", "name": "canary", "phone": "+55 11 98765-4321"},
    });
    let chat: ChatView = api.post("/v1/integration/chats", &start).await.ok();
    shop.admin.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    for of in [json!({"sub": "ra-17"}), json!({"phone": "+55 11 98765-4321"})] {
        let export: PersonExportView = shop.admin.api.post("/v1/people/export", &of).await.ok();
        assert_eq!(export.visitors[0].sub.as_deref(), Some("ra-17"));
        assert_eq!(export.chats.len(), 1);
    }
    shop.admin.api.post("/v1/people/erase", &json!({"sub": "ra-17"})).await.done();
    shop.admin.api.post("/v1/people/export", &json!({"sub": "ra-17"})).await.refused(ErrorCode::NotFound);
    nothing_is_left(&server).await;
}

#[tokio::test]
async fn closed_chats_are_erased_after_the_days_of_their_queue_or_the_organization() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = desk(&shop, QueueSettings::default()).await;
    shop.queue("kept", QueueSettings { retention_days: Some(0), ..QueueSettings::default() }, &[&ana]).await;
    shop.admin.api.patch("/v1/organization", &json!({"retention_days": 30})).await.done();
    shop.admin
        .api
        .patch("/v1/organization", &json!({"retention_days": 100_000}))
        .await
        .refused(ErrorCode::InvalidFields);
    let (_, chat_id) = planted(&shop, &ana).await;
    let kept = shop.visitor().await.start("kept", "stays here").await;
    ana.accept_chat(kept.id).await;
    let said: MessageView = ana.say(kept.id, "so does this").await;
    ana.api.post(&format!("/v1/chats/{}/close", kept.id), &json!({})).await.done();
    server.clock.advance(Duration::from_secs(29 * 86_400));
    tokio::task::yield_now().await;
    assert!(everything(&server).await.contains("canary says"));
    server.clock.advance(Duration::from_secs(2 * 86_400));
    let erased = async || {
        // A round of the hourly worker may be under way: then the next one does it.
        server.clock.advance(Duration::from_secs(3_600));
        let rows = chat::Entity::find().all(server.context.db()).await.unwrap();
        rows.iter().any(|row| row.id == chat_id && row.erased_at.is_some())
    };
    server.until("the old chat is erased", erased).await;
    let all = everything(&server).await;
    assert!(!all.contains("canary says") && all.contains("stays here") && all.contains(&said.text));
}

#[tokio::test]
async fn where_a_text_has_to_be_agreed_to_the_time_is_kept_and_nobody_starts_without() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    desk(&shop, QueueSettings::default()).await;
    shop.admin.api.patch("/v1/organization", &json!({"consent_text": "We keep what you say."})).await.done();
    let entry: EntryView = Api::new(&shop.base).get("/v1/entries/shop/sales").await.ok();
    assert_eq!(entry.consent_text.as_deref(), Some("We keep what you say."));
    let visitor = shop.visitor().await;
    let mut start = json!({"client_id": Uuid::now_v7(), "queue": "sales", "text": "Hello"});
    let refused = visitor.api.post("/v1/visitor/chats", &start).await.refused(ErrorCode::InvalidFields);
    assert_eq!(refused.fields[0].field, "consent");
    start["consent"] = json!(true);
    visitor.api.post("/v1/visitor/chats", &start).await.done();
    let of = json!({"visitor_id": visitor.id});
    let export: PersonExportView = shop.admin.api.post("/v1/people/export", &of).await.ok();
    assert!(export.chats[0].consented_at.is_some());
    shop.admin.api.patch("/v1/organization", &json!({"consent_text": ""})).await.done();
    let entry: EntryView = Api::new(&shop.base).get("/v1/entries/shop/sales").await.ok();
    assert_eq!(entry.consent_text, None);
}
