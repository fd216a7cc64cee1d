//! Rows: X2

use std::time::Duration;

use harness::{
    AgentActor, Api, Organization, TestServer,
    receiver::{Receiver, Reply},
};
use pronto_entity::{webhook, webhook_delivery};
use pronto_protocol::{
    api_key::AddedApiKeyView,
    audit::{ActorKind, AuditEntryView},
    error::ErrorCode,
    webhook::{WebhookDeliveryState, WebhookDeliveryView, WebhookDisabled, WebhookSecretView, WebhookView},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

const DAY: Duration = Duration::from_secs(86_400);

async fn start() -> TestServer {
    TestServer::start_with(|config| config.egress_allow_private = true).await
}

/// A receiver that a webhook of the organization posts to.
async fn hooked(server: &TestServer, shop: &Organization, more: Value) -> (Receiver, WebhookView) {
    let receiver = Receiver::start(server.clock.clone()).await;
    let mut request = json!({"url": receiver.url()});
    request.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
    let added: WebhookSecretView = shop.admin.api.post("/v1/webhooks", &request).await.ok();
    receiver.trust(&added.secret);
    (receiver, added.webhook)
}

async fn log(admin: &AgentActor, webhook: &WebhookView) -> Vec<WebhookDeliveryView> {
    admin.api.all(&format!("/v1/webhooks/{}/deliveries", webhook.id)).await
}

async fn shown(admin: &AgentActor, webhook: &WebhookView) -> WebhookView {
    let all: Vec<WebhookView> = admin.api.all("/v1/webhooks").await;
    all.into_iter().find(|found| found.id == webhook.id).expect("listed")
}

/// Signs the admin in again: days have passed.
async fn come_back(shop: &mut Organization) {
    shop.admin = AgentActor::sign_in(&shop.base, &shop.slug, &shop.admin.email, "Admin's desk").await;
}

/// A program with a key of these scopes.
async fn program(shop: &Organization, scopes: &[&str]) -> Api {
    let request = json!({"name": "Shop system", "scopes": scopes});
    let added: AddedApiKeyView = shop.admin.api.post("/v1/api_keys", &request).await.ok();
    Api::new(&shop.base).with_token(&added.secret)
}

async fn rename(shop: &Organization, name: &str) {
    shop.admin.api.patch("/v1/organization", &json!({"name": name})).await.done();
}

#[tokio::test]
async fn events_are_posted_signed_in_order_and_logged_with_the_answer() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let (receiver, hook) = hooked(&server, &shop, json!({"kinds": ["message.sent", "chat.started"]})).await;
    let (_agent, visitor, chat) = shop.active_chat("sales").await;
    for number in 0..5 {
        visitor.say(chat.id, &format!("Line {number}")).await;
    }
    server
        .until("the last line was posted", async || {
            receiver.posted().iter().any(|posted| posted.body["data"]["text"] == "Line 4")
        })
        .await;
    let posted = receiver.posted();
    let texts: Vec<&str> = posted.iter().filter_map(|posted| posted.body["data"]["text"].as_str()).collect();
    let lines: Vec<&str> = texts.iter().copied().filter(|text| text.starts_with("Line")).collect();
    assert_eq!(lines, ["Line 0", "Line 1", "Line 2", "Line 3", "Line 4"]);
    assert_eq!(posted[0].body["type"], "chat.started");
    assert!(posted.iter().all(|posted| (posted.fitting, posted.signatures) == (1, 1)));
    server
        .until("the log tells it", async || {
            log(&shop.admin, &hook).await.iter().all(|row| row.state == WebhookDeliveryState::Accepted)
        })
        .await;
    let row = &log(&shop.admin, &hook).await[0];
    assert_eq!((row.status, row.attempts, row.id.to_string()), (Some(204), 1, posted.last().unwrap().id.clone()));
}

#[tokio::test]
async fn whispers_notes_and_what_is_between_agents_stay_inside_unless_asked_for() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let (outside, _) = hooked(&server, &shop, json!({})).await;
    let (inside, _) = hooked(&server, &shop, json!({"internal": true})).await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    agent.whisper(chat.id, "canary").await;
    let conversation: Value = agent
        .api
        .post("/v1/direct_conversations", &json!({"client_id": Uuid::now_v7(), "agent_ids": [shop.admin.id]}))
        .await
        .ok();
    let path = format!("/v1/direct_conversations/{}/messages", conversation["id"].as_str().expect("an id"));
    agent.api.post(&path, &json!({"client_id": Uuid::now_v7(), "text": "canary"})).await.done();
    rename(&shop, "The end").await;
    for receiver in [&outside, &inside] {
        server.until("the last event", async || receiver.kinds().contains(&"organization.updated".to_owned())).await;
    }
    let told = format!("{:?}", outside.posted());
    assert!(!told.contains("canary") && !told.contains("whisper") && told.contains("message.sent"));
    assert!(inside.kinds().contains(&"whisper.sent".to_owned()));
    assert!(!inside.kinds().iter().any(|kind| kind.starts_with("direct")));
    let refused = json!({"url": "http://127.0.0.1:9/x", "kinds": ["whisper.sent"]});
    shop.admin.api.post("/v1/webhooks", &refused).await.refused(ErrorCode::InvalidFields);
    let refused = json!({"url": "http://127.0.0.1:9/x", "kinds": ["direct_message.sent"], "internal": true});
    shop.admin.api.post("/v1/webhooks", &refused).await.refused(ErrorCode::InvalidFields);
}

#[tokio::test]
async fn a_failed_post_is_tried_again_under_the_same_id_and_holds_the_later_ones_up() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let (receiver, hook) = hooked(&server, &shop, json!({"kinds": ["organization.updated"]})).await;
    receiver.reply(&[Reply::Status(500), Reply::Status(302)]);
    rename(&shop, "First").await;
    rename(&shop, "Second").await;
    for (tries, status) in [(1, 500), (2, 302), (3, 204)] {
        server.until("a try", async || receiver.posted().len() >= tries as usize).await;
        server
            .until("it is on record", async || {
                // Where a look takes longer than the wait, it is the record of the next try.
                let all = log(&shop.admin, &hook).await;
                all.last()
                    .is_some_and(|row| row.attempts > tries || (row.attempts, row.status) == (tries, Some(status)))
            })
            .await;
        server.clock.advance(Duration::from_secs(60));
    }
    server.until("the second event", async || receiver.posted().len() == 4).await;
    let posted = receiver.posted();
    let names: Vec<&str> = posted.iter().filter_map(|posted| posted.body["data"]["name"].as_str()).collect();
    assert_eq!(names, ["First", "First", "First", "Second"]);
    assert!(posted[0].id == posted[1].id && posted[1].id == posted[2].id && posted[2].id != posted[3].id);
    assert_eq!(log(&shop.admin, &hook).await.last().unwrap().attempts, 3);
}

#[tokio::test]
async fn deliveries_survive_a_restart() {
    let mut server = start().await;
    let shop = server.organization("shop").await;
    let (receiver, _) = hooked(&server, &shop, json!({"kinds": ["organization.updated"]})).await;
    receiver.reply(&[Reply::Status(503)]);
    rename(&shop, "Kept").await;
    server.until("the first try", async || receiver.posted().len() == 1).await;
    server.restart().await;
    server.clock.advance(Duration::from_secs(120));
    server.until("it came after all", async || receiver.posted().len() == 2).await;
    assert_eq!(receiver.posted()[0].id, receiver.posted()[1].id);
}

#[tokio::test]
async fn both_secrets_sign_for_a_day_after_a_rotation() {
    let server = start().await;
    let mut shop = server.organization("shop").await;
    let (receiver, hook) = hooked(&server, &shop, json!({"kinds": ["organization.updated"]})).await;
    let path = format!("/v1/webhooks/{}/secret", hook.id);
    let rotated: WebhookSecretView = shop.admin.api.act(&path).await.ok();
    rename(&shop, "Old secret still fits").await;
    server.until("a post", async || receiver.posted().len() == 1).await;
    assert_eq!((receiver.posted()[0].fitting, receiver.posted()[0].signatures), (1, 2));
    receiver.distrust();
    receiver.trust(&rotated.secret);
    server.clock.advance(DAY);
    come_back(&mut shop).await;
    rename(&shop, "Only the new one").await;
    server.until("a post", async || receiver.posted().len() == 2).await;
    assert_eq!((receiver.posted()[1].fitting, receiver.posted()[1].signatures), (1, 1));
    let rows = webhook::Entity::find().all(server.context.db()).await.unwrap();
    assert!(!format!("{rows:?}").contains(rotated.secret.trim_start_matches("whsec_")));
}

#[tokio::test]
async fn a_webhook_that_takes_nothing_for_three_days_or_is_gone_is_switched_off_and_admins_are_told() {
    let server = start().await;
    let mut shop = server.organization("shop").await;
    let (failing, hook) = hooked(&server, &shop, json!({"kinds": ["organization.updated"]})).await;
    failing.reply_otherwise(Reply::Status(500));
    rename(&shop, "Nobody listens").await;
    server.until("the first try", async || shown(&shop.admin, &hook).await.failing_since.is_some()).await;
    server.clock.advance(DAY * 3);
    come_back(&mut shop).await;
    let failed = async || shown(&shop.admin, &hook).await.disabled == Some(WebhookDisabled::Failing);
    server.until("it is switched off", failed).await;
    let mut socket = shop.admin.socket().await;
    assert_eq!(log(&shop.admin, &hook).await[0].state, WebhookDeliveryState::Failed);
    rename(&shop, "Not posted").await;

    let (gone, other) = hooked(&server, &shop, json!({"kinds": ["organization.updated"]})).await;
    gone.reply_otherwise(Reply::Status(410));
    rename(&shop, "Gone").await;
    socket.event_where("webhook.disabled", |content| content["disabled"] == "gone").await;
    assert_eq!(shown(&shop.admin, &other).await.disabled, Some(WebhookDisabled::Gone));

    failing.reply_otherwise(Reply::Status(200));
    let path = format!("/v1/webhooks/{}", hook.id);
    let on: WebhookView = shop.admin.api.patch(&path, &json!({"active": true})).await.ok();
    assert!(on.active && on.failing_since.is_none());
    rename(&shop, "Back").await;
    server
        .until("events come again", async || {
            failing.posted().last().is_some_and(|posted| posted.body["data"]["name"] == "Back")
        })
        .await;
    assert!(failing.posted().iter().all(|posted| posted.body["data"]["name"] != "Not posted"));
}

#[tokio::test]
async fn a_test_is_posted_and_one_delivery_is_posted_again_under_its_own_id() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (receiver, hook) = hooked(&server, &shop, json!({"kinds": ["chat.started"]})).await;
    let test: WebhookDeliveryView = shop.admin.api.act(&format!("/v1/webhooks/{}/test", hook.id)).await.ok();
    server.until("the test came", async || receiver.kinds() == ["webhook.test"]).await;
    let path = format!("/v1/webhooks/{}/deliveries/{}/replay", hook.id, test.id);
    let taken = async || log(&shop.admin, &hook).await[0].state == WebhookDeliveryState::Accepted;
    server.until("it is settled", taken).await;
    shop.admin.api.act(&path).await.done();
    server.until("it came again", async || receiver.posted().len() == 2).await;
    assert_eq!(receiver.posted()[0].id, receiver.posted()[1].id);
    server.until("it is settled again", taken).await;
    school.admin.api.act(&path).await.refused(ErrorCode::NotFound);
    let unknown = format!("/v1/webhooks/{}/deliveries/{}/replay", hook.id, Uuid::now_v7());
    shop.admin.api.act(&unknown).await.refused(ErrorCode::NotFound);
    let off = json!({"active": false});
    let off: WebhookView = shop.admin.api.patch(&format!("/v1/webhooks/{}", hook.id), &off).await.ok();
    assert_eq!(off.disabled, Some(WebhookDisabled::ByAdmin));
    shop.admin.api.act(&path).await.refused(ErrorCode::Conflict);
    shop.admin.api.act(&format!("/v1/webhooks/{}/test", hook.id)).await.refused(ErrorCode::Conflict);
}

#[tokio::test]
async fn addresses_inside_the_network_are_refused_unless_the_operator_allows_them() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    for url in [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest",
        "https://[::1]/hook",
        "https://user:password@example.com/",
        "ftp://example.com/",
        "",
    ] {
        let refused = shop.admin.api.post("/v1/webhooks", &json!({"url": url})).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "url", "{url}");
    }
    shop.admin.api.post("/v1/webhooks", &json!({"url": "https://example.com/hook"})).await.done();
    assert!(shop.admin.api.get("/v1/webhooks").await.text().contains("example.com"));
}

#[tokio::test]
async fn an_integration_that_may_keeps_its_own_webhooks_and_is_on_record() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let request = json!({"name": "Shop system", "scopes": ["webhooks:manage"]});
    let added: AddedApiKeyView = shop.admin.api.post("/v1/api_keys", &request).await.ok();
    let api = Api::new(&shop.base).with_token(&added.secret);
    let hook = json!({"url": "http://127.0.0.1:9/hook"});
    let made: WebhookSecretView = api.post("/v1/webhooks", &hook).await.ok();
    api.post("/v1/webhooks", &hook).await.refused(ErrorCode::AlreadyExists);
    ana.api.post("/v1/webhooks", &hook).await.refused(ErrorCode::Forbidden);
    ana.api.get("/v1/webhooks").await.refused(ErrorCode::Forbidden);
    let path = format!("/v1/webhooks/{}", made.webhook.id);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.patch(&path, &json!({})).await.refused(ErrorCode::NotFound);
    api.patch(&path, &json!({"kinds": ["nothing.known"]})).await.refused(ErrorCode::InvalidFields);
    assert_eq!(api.delete(&path).await.status, 204);
    api.delete(&path).await.refused(ErrorCode::NotFound);
    assert!(webhook_delivery::Entity::find().all(server.context.db()).await.unwrap().is_empty());
    let rows: Vec<AuditEntryView> = shop.admin.api.all("/v1/audit").await;
    let told: Vec<_> = rows.iter().map(|row| (row.action.as_str(), row.actor_kind, row.actor_id)).collect();
    let who = (ActorKind::Integration, added.api_key.id);
    assert_eq!(told[..2], [("remove_webhook", who.0, who.1), ("add_webhook", who.0, who.1)]);
}

#[tokio::test]
async fn an_integration_has_to_do_with_whispers_only_when_it_may_read_them() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let (receiver, hook) = hooked(&server, &shop, json!({"internal": true})).await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    agent.whisper(chat.id, "canary").await;
    let whispers = async || {
        let all = log(&shop.admin, &hook).await;
        all.into_iter().filter(|row| row.kind == "whisper.sent").collect::<Vec<_>>()
    };
    let taken = async || whispers().await.iter().any(|row| row.state == WebhookDeliveryState::Accepted);
    server.until("the whisper is posted", taken).await;
    let whisper = whispers().await.remove(0);
    assert!(whisper.body.contains("canary"));
    let path = format!("/v1/webhooks/{}", hook.id);
    let (deliveries, secret, test) = (format!("{path}/deliveries"), format!("{path}/secret"), format!("{path}/test"));
    let replay = format!("{deliveries}/{}/replay", whisper.id);

    let plain = program(&shop, &["webhooks:manage"]).await;
    let elsewhere = json!({"url": "http://127.0.0.1:9/hook"});
    let inside = json!({"url": "http://127.0.0.1:9/hook", "internal": true});
    plain.post("/v1/webhooks", &inside).await.refused(ErrorCode::Forbidden);
    let own: WebhookSecretView = plain.post("/v1/webhooks", &elsewhere).await.ok();
    let own_path = format!("/v1/webhooks/{}", own.webhook.id);
    plain.patch(&own_path, &json!({"internal": true})).await.refused(ErrorCode::Forbidden);
    plain.patch(&own_path, &json!({"kinds": ["whisper.sent"]})).await.refused(ErrorCode::InvalidFields);
    let listed: Vec<WebhookView> = plain.all("/v1/webhooks").await;
    assert_eq!(listed.iter().map(|webhook| webhook.id).collect::<Vec<_>>(), [own.webhook.id]);
    plain.patch(&path, &elsewhere).await.refused(ErrorCode::NotFound);
    plain.get(&deliveries).await.refused(ErrorCode::NotFound);
    for act in [&secret, &test, &replay] {
        plain.act(act).await.refused(ErrorCode::NotFound);
    }
    plain.delete(&path).await.refused(ErrorCode::NotFound);

    // What it got while it was internal stays as it was told; nothing of it is posted any more.
    let _: WebhookView = shop.admin.api.patch(&path, &json!({"internal": false})).await.ok();
    let seen: Vec<WebhookDeliveryView> = plain.all(&deliveries).await;
    assert!(!seen.is_empty() && seen.iter().all(|row| row.kind != "whisper.sent" && !row.body.contains("canary")));
    plain.act(&replay).await.refused(ErrorCode::NotFound);
    shop.admin.api.act(&replay).await.done();
    let withheld = async || whispers().await.iter().all(|row| row.state == WebhookDeliveryState::Failed);
    server.until("the whisper is withheld", withheld).await;
    assert_eq!(receiver.kinds().iter().filter(|kind| *kind == "whisper.sent").count(), 1);
    assert!(shown(&shop.admin, &hook).await.failing_since.is_none(), "the receiver is not to blame");

    let both = program(&shop, &["webhooks:manage", "internal:read"]).await;
    let again: WebhookView = both.patch(&path, &json!({"internal": true})).await.ok();
    assert!(again.internal);
    assert!(both.get(&deliveries).await.text().contains("canary"));
    both.act(&replay).await.done();
    let posted = async || receiver.kinds().iter().filter(|kind| *kind == "whisper.sent").count() == 2;
    server.until("it is posted again", posted).await;
}

#[test]
fn of_every_type_of_event_it_is_decided_whether_programs_hear_it() {
    use pronto_api::topic::{INTEGRATION_KINDS, INTERNAL_KINDS, PRIVATE_KINDS};
    let document: Value = serde_yaml_ng::from_str(&pronto_api::app::yaml()).expect("the document is YAML");
    let variants = document["components"]["schemas"]["Change"]["oneOf"].as_array().expect("the types of events");
    let kinds = variants.iter().filter_map(|variant| variant["properties"]["type"]["enum"][0].as_str());
    let lists = [INTEGRATION_KINDS.as_slice(), INTERNAL_KINDS.as_slice(), PRIVATE_KINDS.as_slice()];
    let decided = |kind: &str| lists.iter().filter(|list| list.contains(&kind)).count();
    // What this version does not know is not in the log.
    let kinds: Vec<&str> = kinds.filter(|kind| *kind != "Unknown").collect();
    assert!(kinds.len() > 30, "only {kinds:?}");
    let wrong: Vec<&str> = kinds.into_iter().filter(|kind| decided(kind) != 1).collect();
    assert!(wrong.is_empty(), "name these in one list of api/src/topic/kind.rs: {wrong:?}");
}
