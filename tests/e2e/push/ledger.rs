//! Rows: N8
//!
//! The ledger of pushes: read, reported to, tested.

use harness::provider::Answer;
use pronto_protocol::{
    delivery::{DeliveryState, DeliveryView},
    device::DeviceView,
    error::ErrorCode,
    push::PushKind,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{World, content, is, of};

fn receipt(delivery_id: Uuid, kind: &str) -> Value {
    json!({"delivery_id": delivery_id, "kind": kind, "at": "2020-01-01T00:00:00.000Z"})
}

#[tokio::test]
async fn a_device_reports_what_became_of_its_own_pushes_and_the_first_time_stands() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    visitor.say(chat.id, "Hello?").await;
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    let id = content(&pushed).delivery_id;
    world.delivery(&ana, "accepted", |row| row.id == id && row.state == DeliveryState::Accepted).await;

    let bea = world.shop.agent("Bea").await;
    let report = json!({"receipts": [receipt(id, "opened")]});
    bea.api.post("/v1/push/receipts", &report).await.done();
    let untouched = world.delivery(&ana, "there", |row| row.id == id).await;
    assert_eq!((untouched.received_at, untouched.opened_at), (None, None), "another's device reports nothing");

    let report =
        json!({"receipts": [receipt(id, "received"), receipt(Uuid::now_v7(), "received"), receipt(id, "opened")]});
    ana.api.post("/v1/push/receipts", &report).await.done();
    let first = world.delivery(&ana, "reported", |row| row.id == id && row.opened_at.is_some()).await;
    assert!(first.received_at.expect("received") >= first.created_at, "a wrong clock is put right");
    assert_eq!(first.acted_at, None);
    ana.api.post("/v1/push/receipts", &report).await.done();
    let again = world.delivery(&ana, "there", |row| row.id == id).await;
    assert_eq!((again.received_at, again.opened_at), (first.received_at, first.opened_at));
    let devices: Vec<DeviceView> = ana.api.all("/v1/devices").await;
    assert!(devices[0].push_received_at.is_some() && devices[0].push_accepted_at.is_some());

    let many: Vec<Value> = (0..101).map(|_| receipt(id, "received")).collect();
    ana.api.post("/v1/push/receipts", &json!({ "receipts": many })).await.refused(ErrorCode::InvalidFields);
}

#[tokio::test]
async fn a_test_push_answers_with_the_providers_words() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let path = format!("/v1/devices/{}/test_push", ana.tokens.device_id);
    let none: DeliveryView = ana.api.act(&path).await.ok();
    assert_eq!((none.state, none.reason.as_str()), (DeliveryState::Suppressed, "no_token"));

    let phone = world.android(&ana, "ana").await;
    let sent: DeliveryView = ana.api.act(&path).await.ok();
    assert_eq!((sent.state, sent.kind, sent.event_seq), (DeliveryState::Accepted, PushKind::Test, None));
    assert!(sent.provider_id.is_some());
    world.server.providers().fcm.expect(is(&phone, PushKind::Test)).await;

    world.server.providers().fcm.script(&phone.token, [Answer::fcm(403, "PERMISSION_DENIED", "PERMISSION_DENIED")]);
    let refused: DeliveryView = ana.api.act(&path).await.ok();
    assert_eq!(refused.reason, "paused: PERMISSION_DENIED");
    let again: DeliveryView = ana.api.act(&path).await.ok();
    assert_eq!((again.reason.as_str(), again.attempts), ("paused: PERMISSION_DENIED", 0), "it says so at once");
}

#[tokio::test]
async fn a_test_push_goes_to_ones_own_device_and_an_admin_tests_any() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    world.android(&ana, "ana").await;
    let path = format!("/v1/devices/{}/test_push", ana.tokens.device_id);
    bea.api.act(&path).await.refused(ErrorCode::NotFound);
    ana.api.act(&format!("/v1/devices/{}/test_push", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    let other = world.server.organization("other").await;
    other.admin.api.act(&path).await.refused(ErrorCode::NotFound);
    let sent: DeliveryView = world.shop.admin.api.act(&path).await.ok();
    assert_eq!((sent.state, sent.agent_id), (DeliveryState::Accepted, ana.id));
}

#[tokio::test]
async fn agents_read_their_own_deliveries_and_admins_all_of_their_organization() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    world.android(&ana, "ana").await;
    for number in 0..3 {
        visitor.say(chat.id, &number.to_string()).await;
    }
    let bea = world.shop.agent("Bea").await;
    let all = world.decided(&world.shop.admin, |row| row.kind == PushKind::Message).await;
    assert_eq!(all.len(), 3);
    let own: Vec<DeliveryView> = ana.api.all(&format!("/v1/deliveries?chat_id={}&limit=1", chat.id)).await;
    assert!(own.len() >= 3 && own.iter().all(|row| row.agent_id == ana.id));
    assert!(own.windows(2).all(|pair| pair[0].created_at >= pair[1].created_at), "newest first");
    let none: Vec<DeliveryView> = bea.api.all("/v1/deliveries").await;
    assert!(none.is_empty(), "{none:?}");
    bea.api.get(&format!("/v1/deliveries?agent_id={}", ana.id)).await.refused(ErrorCode::Forbidden);
    let of_ana: Vec<DeliveryView> = world.shop.admin.api.all(&format!("/v1/deliveries?agent_id={}", ana.id)).await;
    assert!(of_ana.len() >= 3);
    let other = world.server.organization("other").await;
    let foreign: Vec<DeliveryView> = other.admin.api.all(&format!("/v1/deliveries?agent_id={}", ana.id)).await;
    assert!(foreign.is_empty());
    world
        .server
        .until("all settled", async || {
            let queued: Vec<DeliveryView> = ana.api.all("/v1/deliveries?state=queued").await;
            queued.is_empty()
        })
        .await;
    world.delivery(&ana, "one was taken", of(PushKind::Message, DeliveryState::Accepted)).await;
    ana.api.get("/v1/deliveries?limit=0").await.refused(ErrorCode::InvalidFields);
    ana.api.get("/v1/deliveries?cursor=x").await.refused(ErrorCode::InvalidCursor);
}
