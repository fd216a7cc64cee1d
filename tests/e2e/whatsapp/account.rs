//! Numbers: registered, checked, changed, removed; their secrets never come out.

use std::time::Duration;

use futures_util::FutureExt;
use harness::{TestServer, provider::graph::TOKEN};
use pronto_api::whatsapp::FOLLOWER;
use pronto_entity::{follower, organization_log, whatsapp_account};
use pronto_protocol::{
    error::ErrorCode,
    queue::QueueSettings,
    whatsapp::{WhatsappAccountView, WhatsappCheckView},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::World;

const PATH: &str = "/v1/whatsapp_accounts";

fn with(mut request: Value, field: &str, value: Value) -> Value {
    request[field] = value;
    request
}

#[tokio::test]
async fn a_number_is_added_checked_replaced_and_removed_and_its_secrets_never_come_out() {
    let world = World::start().await;
    let admin = &world.shop.admin.api;
    let account = &world.account;
    assert_eq!(account.phone, "+551140041234");
    assert!(account.webhook_url.ends_with(&format!("/v1/whatsapp/{}", account.id)), "{}", account.webhook_url);
    let request = world.graph.account(account.queue_id);
    admin.post(PATH, &request).await.refused(ErrorCode::AlreadyExists);
    let path = format!("{PATH}/{}", account.id);
    let told: WhatsappCheckView = admin.act(&format!("{path}/check")).await.ok();
    assert_eq!(told, WhatsappCheckView { accepted: true, words: "+55 11 4004-1234 Loja".to_owned() });

    // Secrets that are left out stay; the token does not go along to another number.
    let bare = json!({
        "phone": "+55 11 4004-1234", "phone_number_id": account.phone_number_id,
        "business_account_id": account.business_account_id, "queue_id": account.queue_id,
    });
    let replaced: WhatsappAccountView = admin.put(&path, &bare).await.ok();
    assert!(replaced.enabled);
    let told: WhatsappCheckView = admin.act(&format!("{path}/check")).await.ok();
    assert!(told.accepted, "{told:?}");
    let other = with(bare.clone(), "phone_number_id", json!("7"));
    let refused = admin.put(&path, &other).await.refused(ErrorCode::InvalidFields);
    assert_eq!(refused.fields[0].field, "access_token");
    admin.put(&path, &with(bare, "access_token", json!("EAAJB-wrong"))).await.done();
    let told: WhatsappCheckView = admin.act(&format!("{path}/check")).await.ok();
    assert_eq!(told, WhatsappCheckView { accepted: false, words: "Error validating access token".to_owned() });

    let rows = whatsapp_account::Entity::find().all(world.server.context.db()).await.expect("read");
    for sealed in [&rows[0].access_token, &rows[0].app_secret, &rows[0].verify_token] {
        let plain = String::from_utf8_lossy(sealed);
        assert!(!plain.contains("canary") && !plain.contains("wrong"), "a secret is not sealed");
    }
    let listed = admin.get(PATH).await.text();
    assert!(listed.contains("+551140041234") && !listed.contains("canary") && !listed.contains(TOKEN), "{listed}");
    let trail = admin.get("/v1/audit").await.text();
    assert!(trail.contains("add_whatsapp_account") && !trail.contains("canary") && !trail.contains("wrong"), "{trail}");
    admin.delete(&path).await.done();
    admin.delete(&path).await.refused(ErrorCode::NotFound);
    assert!(admin.all::<WhatsappAccountView>(PATH).await.is_empty());
}

#[tokio::test]
async fn a_number_with_open_chats_stays() {
    let world = World::start().await;
    let chat = world.talk().await;
    let path = format!("{PATH}/{}", world.account.id);
    world.shop.admin.api.delete(&path).await.refused(ErrorCode::Conflict);
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    world.arrived(2).await;
    world.shop.admin.api.delete(&path).await.done();
}

/// Up to where WhatsApp's reader of the log has read, where that is kept.
async fn read_seq(world: &World) -> Option<i64> {
    let row = follower::Entity::find_by_id((world.shop.id, FOLLOWER.to_owned())).one(world.server.context.db()).await;
    row.expect("read").map(|row| row.seq)
}

/// What a batch leaves behind that was read when the last number was removed.
async fn leave_behind(world: &World) {
    let ledger = &world.server.context.ledger;
    let kept = ledger
        .commit(world.shop.id, |transaction| async move { transaction.advance_follower(FOLLOWER, 0, 1).await }.boxed());
    kept.await.expect("kept");
    assert_eq!(read_seq(world).await, Some(1));
}

#[tokio::test]
async fn the_log_is_kept_for_whatsapp_only_while_there_is_a_number() {
    let mut world = World::start().await;
    let path = format!("{PATH}/{}", world.account.id);
    let chat = world.talk().await;
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    world.arrived(2).await;
    assert!(read_seq(&world).await.is_some());
    world.shop.admin.api.delete(&path).await.done();
    assert_eq!(read_seq(&world).await, None);

    // A number that is added later begins at its own time, whatever stands there.
    leave_behind(&world).await;
    let request = world.graph.account(world.account.queue_id);
    world.account = world.shop.admin.api.post(PATH, &request).await.ok();
    let path = format!("{PATH}/{}", world.account.id);
    let chat = world.talk().await;
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    assert_eq!(world.arrived(4).await.len(), 4);
    assert!(read_seq(&world).await > Some(1));
    world.shop.admin.api.delete(&path).await.done();
    assert_eq!(read_seq(&world).await, None);

    leave_behind(&world).await;
    world.server.settle_push().await;
    world.server.settle_search().await;
    let context = &world.server.context;
    let days = u64::from(context.config.event_retention_days) + 1;
    world.server.clock.advance(Duration::from_secs(days * 86_400));
    pronto_api::worker::retention::prune(context).await.expect("pruned");
    let log = organization_log::Entity::find_by_id(world.shop.id).one(context.db()).await.expect("read");
    assert!(log.expect("a log").pruned_seq > 1, "what nobody reads any more is forgotten");
}

#[tokio::test]
async fn what_cannot_be_a_number_is_refused_and_only_admins_have_them() {
    let world = World::start().await;
    let school = world.server.organization("school").await;
    let foreign = school.queue("sales", QueueSettings::default(), &[]).await;
    let admin = &world.shop.admin.api;
    let request = with(world.graph.account(world.account.queue_id), "phone_number_id", json!("5"));
    for (field, value) in [
        ("phone", json!("call me")),
        ("phone_number_id", json!("../me")),
        ("phone_number_id", json!("")),
        ("business_account_id", json!("12a")),
        ("access_token", json!("a b")),
        ("app_secret", json!("ação")),
        ("verify_token", json!("short")),
        ("queue_id", json!(Uuid::now_v7())),
        ("queue_id", json!(foreign.id)),
    ] {
        let refused = admin.post(PATH, &with(request.clone(), field, value.clone())).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, field, "{value}");
    }
    for field in ["access_token", "app_secret", "verify_token"] {
        let refused = admin.post(PATH, &with(request.clone(), field, Value::Null)).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, field);
    }
    let path = format!("{PATH}/{}", world.account.id);
    for (api, code) in
        [(&world.ana.api, ErrorCode::Forbidden), (&world.shop.visitor().await.api, ErrorCode::Unauthenticated)]
    {
        api.get(PATH).await.refused(code);
        api.post(PATH, &request).await.refused(code);
        api.put(&path, &request).await.refused(code);
        api.act(&format!("{path}/check")).await.refused(code);
        api.delete(&path).await.refused(code);
    }
    school.admin.api.put(&path, &with(request, "queue_id", json!(foreign.id))).await.refused(ErrorCode::NotFound);
    school.admin.api.act(&format!("{path}/check")).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    assert!(school.admin.api.all::<WhatsappAccountView>(PATH).await.is_empty());
}

#[tokio::test]
async fn a_graph_api_in_the_operators_own_network_is_out_of_reach_unless_allowed() {
    let graph = harness::provider::FakeGraph::start().await;
    let url = graph.url();
    let server = TestServer::start_with(move |config| config.whatsapp.graph_url = url).await;
    let shop = server.organization("shop").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[]).await;
    let account: WhatsappAccountView = shop.admin.api.post(PATH, &graph.account(queue.id)).await.ok();
    let told: WhatsappCheckView = shop.admin.api.act(&format!("{PATH}/{}/check", account.id)).await.ok();
    assert_eq!(told, WhatsappCheckView { accepted: false, words: "address not allowed".to_owned() });
    assert_eq!(graph.connections(), 0);
}
