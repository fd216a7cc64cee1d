//! Rows: V15

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use harness::{Api, Organization, Socket, TestServer, VisitorActor, message};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use pronto_protocol::{
    attachment::AttachmentView,
    chat::ChatListItemView,
    error::ErrorCode,
    identity::{AddedIdentityKeyView, IdentityKeyView},
    queue::{FieldKind, PreChatField, QueueSettings},
    socket::close,
    visitor::{VisitorChatView, VisitorMessageView, VisitorTokenView},
};
use serde_json::{Value, json};
use uuid::Uuid;

const ISSUER: &str = "https://shop.example";

async fn key(shop: &Organization) -> AddedIdentityKeyView {
    let request = json!({"name": "Site", "issuer": ISSUER, "algorithm": "HS256"});
    shop.admin.api.post("/v1/identity_keys", &request).await.ok()
}

fn signed(secret: &str, claims: &Value) -> String {
    encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(secret.as_bytes())).expect("signed")
}

fn claims(server: &TestServer, sub: &str) -> Value {
    let exp = server.clock.now_ms() / 1000 + 600;
    json!({"sub": sub, "iss": ISSUER, "aud": "shop", "exp": exp, "name": "Rita", "email": "rita@example.com"})
}

/// Identifies and goes on as the person.
async fn identified(visitor: &VisitorActor, jwt: &str) -> VisitorActor {
    let token: VisitorTokenView = visitor.api.post("/v1/visitor/identify", &json!({"jwt": jwt})).await.ok();
    VisitorActor { api: visitor.api.with_token(token.token), id: token.visitor_id }
}

async fn chats(visitor: &VisitorActor) -> Vec<VisitorChatView> {
    visitor.api.all("/v1/visitor/chats").await
}

#[tokio::test]
async fn a_person_finds_the_same_chats_on_every_device_and_agents_see_that_it_is_verified() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    ana.ready().await;
    let secret = key(&shop).await.secret.expect("a secret");
    let jwt = signed(&secret, &claims(&server, "ra-17"));
    let phone = identified(&shop.visitor().await, &jwt).await;
    let started = phone.start("sales", "Hello").await;
    let chat = ana.accept_chat(started.id).await.chat;
    assert!(chat.visitor_verified);
    assert_eq!(chat.visitor_name.as_deref(), Some("Rita"));
    phone.api.act(&format!("/v1/visitor/chats/{}/leave", started.id)).await.done();

    let laptop = identified(&shop.visitor().await, &jwt).await;
    assert_eq!(laptop.id, phone.id);
    let seen: Vec<Uuid> = chats(&laptop).await.into_iter().map(|chat| chat.id).collect();
    assert_eq!(seen, [started.id]);
    assert_eq!(chats(&phone).await.len(), 1, "the other device is not signed out");
    let stranger = identified(&shop.visitor().await, &signed(&secret, &claims(&server, "ra-18"))).await;
    assert!(chats(&stranger).await.is_empty());
    // Changing the person on one device leaves the first person's chats behind.
    let changed = identified(&laptop, &signed(&secret, &claims(&server, "ra-18"))).await;
    assert_eq!(changed.id, stranger.id);
    assert!(chats(&changed).await.is_empty());
    // The same person again is no change.
    assert_eq!(identified(&phone, &jwt).await.id, phone.id);
    phone.api.get("/v1/visitor/chats").await.done();
}

#[tokio::test]
async fn an_open_chat_goes_along_a_closed_one_does_not_and_the_anonymous_token_is_dead() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    ana.ready().await;
    let secret = key(&shop).await.secret.expect("a secret");
    let anonymous = shop.visitor().await;
    let old = anonymous.start("sales", "Somebody was here").await;
    anonymous.api.act(&format!("/v1/visitor/chats/{}/leave", old.id)).await.done();
    let open = anonymous.start("sales", "Hello").await;
    ana.accept_chat(open.id).await;
    let mut socket = ana.socket().await;
    let rita = identified(&anonymous, &signed(&secret, &claims(&server, "ra-17"))).await;
    socket.event_where("chat.updated", |content| content["visitor_verified"] == true).await;
    anonymous.api.get("/v1/visitor/chats").await.refused(ErrorCode::Unauthenticated);
    let seen: Vec<Uuid> = chats(&rita).await.into_iter().map(|chat| chat.id).collect();
    assert_eq!(seen, [open.id]);
    rita.say(open.id, "It is me").await;
    ana.say(open.id, "I see").await;
    assert!(rita.messages(open.id).await.iter().any(|message| message.text == "I see"));
    rita.api.get(&format!("/v1/visitor/chats/{}", old.id)).await.refused(ErrorCode::NotFound);
    let shown: ChatListItemView = ana.chat(open.id).await;
    assert_eq!((shown.chat.visitor_id, shown.chat.visitor_name.as_deref()), (rita.id, Some("Rita")));
}

#[tokio::test]
async fn what_was_said_without_a_name_is_the_persons_own_and_is_not_stored_twice() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.queue("sales", QueueSettings::default(), &[]).await;
    let secret = key(&shop).await.secret.expect("a secret");
    let anonymous = shop.visitor().await;
    let chat_id = anonymous.start("sales", "Hello").await.id;
    let path = format!("/v1/visitor/chats/{chat_id}");
    let uploads = format!("{path}/attachments");
    let file: AttachmentView = anonymous.api.upload(&uploads, "order.txt", b"an order".to_vec()).await.ok();
    // Stored; its answer is lost.
    let (messages, request) = (format!("{path}/messages"), message("Is anybody there?"));
    let stored: VisitorMessageView = anonymous.api.post(&messages, &request).await.ok();

    let rita = identified(&anonymous, &signed(&secret, &claims(&server, "ra-17"))).await;
    let again: VisitorMessageView = rita.api.post(&messages, &request).await.ok();
    assert_eq!(again.id, stored.id);
    let said = rita.messages(chat_id).await.into_iter().filter(|message| message.text == request.text);
    assert_eq!(said.count(), 1, "stored once");
    let with_file = json!({"client_id": Uuid::now_v7(), "text": "", "attachment_ids": [file.id]});
    let sent: VisitorMessageView = rita.api.post(&messages, &with_file).await.ok();
    assert_eq!(sent.attachments, [file]);
    let own = format!("{messages}/{}", stored.id);
    let edited: VisitorMessageView = rita.api.patch(&own, &json!({"text": "Anybody?"})).await.ok();
    assert_eq!(edited.text, "Anybody?");
    rita.api.delete(&own).await.done();
}

#[tokio::test]
async fn the_persons_sockets_hear_a_chat_that_comes_along_and_the_anonymous_one_no_longer() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    ana.ready().await;
    let secret = key(&shop).await.secret.expect("a secret");
    let jwt = signed(&secret, &claims(&server, "ra-17"));
    let laptop = identified(&shop.visitor().await, &jwt).await;
    let mut heard = laptop.socket().await;
    let phone = shop.visitor().await;
    let mut anonymous = phone.socket().await;
    let chat_id = phone.start("sales", "Hello").await.id;
    ana.accept_chat(chat_id).await;
    anonymous.event_where("chat.updated", |content| content["agents"] == json!(["Ana"])).await;

    let rita = identified(&phone, &jwt).await;
    assert_eq!(rita.id, laptop.id);
    heard.event_where("chat.updated", |content| content["id"] == json!(chat_id)).await;
    assert_eq!(anonymous.closed().await.0, close::IDENTIFIED);
    ana.say(chat_id, "Hello Rita").await;
    heard.event_where("message.sent", |content| content["text"] == "Hello Rita").await;
    rita.say(chat_id, "It is me").await;
    heard.event_where("message.sent", |content| content["text"] == "It is me").await;
    // By the anonymous token nobody comes back.
    let mut back = Socket::connect(&shop.base).await;
    back.send_json(&json!({"type": "hello", "token": phone.api.token()})).await;
    assert_eq!(back.closed().await.0, close::UNAUTHENTICATED);
}

#[tokio::test]
async fn a_token_that_is_wrong_in_any_way_vouches_for_nobody() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let secret = key(&shop).await.secret.expect("a secret");
    let visitor = shop.visitor().await;
    let with = |field: &str, value: Value| {
        let mut claims = claims(&server, "ra-17");
        claims[field] = value;
        signed(&secret, &claims)
    };
    let now_s = server.clock.now_ms() / 1000;
    let good = claims(&server, "ra-17");
    let none = format!("eyJhbGciOiJub25lIn0.{}.", signed(&secret, &good).split('.').nth(1).expect("claims"));
    let wrong = [
        ("another secret", signed("another", &good)),
        ("another issuer", with("iss", json!("https://evil.example"))),
        ("another organization", with("aud", json!("school"))),
        ("expired", with("exp", json!(now_s - 1))),
        ("too long", with("exp", json!(now_s + 7_200))),
        ("not yet", with("nbf", json!(now_s + 600))),
        ("no algorithm", none),
        ("no token", "hello".to_owned()),
        ("a long one", "a".repeat(10_000)),
    ];
    for (what, jwt) in wrong {
        let answer = visitor.api.post("/v1/visitor/identify", &json!({"jwt": jwt})).await;
        assert_eq!(answer.status, 403, "{what}: {}", answer.text());
        answer.refused(ErrorCode::IdentityRefused);
    }
    let nobody = with("sub", json!(" "));
    visitor.api.post("/v1/visitor/identify", &json!({"jwt": nobody})).await.refused(ErrorCode::InvalidFields);
    visitor.api.get("/v1/visitor/chats").await.done();
    let jwt = signed(&secret, &good);
    Api::new(&shop.base).post("/v1/visitor/identify", &json!({"jwt": jwt})).await.refused(ErrorCode::Unauthenticated);
    server.clock.advance(Duration::from_secs(601));
    visitor.api.post("/v1/visitor/identify", &json!({"jwt": jwt})).await.refused(ErrorCode::IdentityRefused);
}

#[tokio::test]
async fn two_keys_are_live_one_of_them_a_public_one_and_a_removed_one_is_worth_nothing() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let first = key(&shop).await;
    let pkcs8 = pronto_api::auth::AccessTokens::make_key().expect("a key");
    let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(&pkcs8).expect("a key");
    let public = STANDARD.encode(aws_lc_rs::signature::KeyPair::public_key(&pair).as_ref());
    let mut request = json!({"name": "Next", "issuer": ISSUER, "algorithm": "EdDSA"});
    shop.admin.api.post("/v1/identity_keys", &request).await.refused(ErrorCode::InvalidFields);
    request["public_key"] = json!("AAAA");
    shop.admin.api.post("/v1/identity_keys", &request).await.refused(ErrorCode::InvalidFields);
    request["public_key"] = json!(public);
    let second: AddedIdentityKeyView = shop.admin.api.post("/v1/identity_keys", &request).await.ok();
    assert!(second.secret.is_none());
    shop.admin.api.post("/v1/identity_keys", &request).await.refused(ErrorCode::LimitReached);

    let old = signed(&first.secret.expect("a secret"), &claims(&server, "ra-17"));
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(second.identity_key.id.to_string());
    let new = encode(&header, &claims(&server, "ra-17"), &EncodingKey::from_ed_der(&pkcs8)).expect("signed");
    let visitor = identified(&shop.visitor().await, &old).await;
    assert_eq!(identified(&shop.visitor().await, &new).await.id, visitor.id);
    // The public key is no secret to sign with.
    let forged = signed(&public, &claims(&server, "ra-17"));
    visitor.api.post("/v1/visitor/identify", &json!({"jwt": forged})).await.refused(ErrorCode::IdentityRefused);

    let path = format!("/v1/identity_keys/{}", first.identity_key.id);
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    ana.api.get("/v1/identity_keys").await.refused(ErrorCode::Forbidden);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    assert_eq!(shop.admin.api.delete(&path).await.status, 204);
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    visitor.api.post("/v1/visitor/identify", &json!({"jwt": old})).await.refused(ErrorCode::IdentityRefused);
    let left: Vec<IdentityKeyView> = shop.admin.api.all("/v1/identity_keys").await;
    assert_eq!(left, [second.identity_key]);
}

#[tokio::test]
async fn where_identity_is_required_nobody_starts_without_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.queue("sales", QueueSettings::default(), &[]).await;
    let secret = key(&shop).await.secret.expect("a secret");
    shop.admin.api.patch("/v1/organization", &json!({"identity_required": true})).await.done();
    let visitor = shop.visitor().await;
    let start = json!({"client_id": Uuid::now_v7(), "queue": "sales", "text": "Hello"});
    visitor.api.post("/v1/visitor/chats", &start).await.refused(ErrorCode::IdentityRequired);
    let rita = identified(&visitor, &signed(&secret, &claims(&server, "ra-17"))).await;
    rita.api.post("/v1/visitor/chats", &start).await.done();
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_opens_no_history() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let mail = PreChatField {
        key: "mail".to_owned(),
        label: "E-mail".to_owned(),
        kind: FieldKind::Email,
        required: false,
        choices: Vec::new(),
    };
    shop.queue("sales", QueueSettings { pre_chat_fields: vec![mail], ..QueueSettings::default() }, &[]).await;
    let secret = key(&shop).await.secret.expect("a secret");
    let rita = identified(&shop.visitor().await, &signed(&secret, &claims(&server, "ra-17"))).await;
    let told = rita.start("sales", "Hello").await;
    let shown: ChatListItemView = shop.admin.chat(told.id).await;
    assert_eq!(shown.chat.fields.get("mail").map(String::as_str), Some("rita@example.com"), "told by the site");
    let other = shop.visitor().await;
    let start = json!({"client_id": Uuid::now_v7(), "queue": "sales", "fields": {"mail": "rita@example.com"}});
    let started: VisitorChatView = other.api.post("/v1/visitor/chats", &start).await.ok();
    let seen: Vec<Uuid> = chats(&other).await.into_iter().map(|chat| chat.id).collect();
    assert_eq!(seen, [started.id]);
    let shown: ChatListItemView = shop.admin.chat(started.id).await;
    assert!(!shown.chat.visitor_verified);
    other.api.get(&format!("/v1/visitor/chats/{}", told.id)).await.refused(ErrorCode::NotFound);
}
