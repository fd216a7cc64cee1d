//! Rows: N3, N8
//!
//! What becomes of a push when the provider does not simply take it, or the server goes down.

use std::time::Duration;

use harness::provider::Answer;
use pronto_protocol::{
    delivery::{DeliveryState, DeliveryView},
    device::{DeviceView, PushState},
    push::{PushAppView, PushKind},
    socket::{ClientFrame, Foreground},
};

use super::{World, content, deliveries, is, of};

#[tokio::test]
async fn a_busy_provider_is_tried_again_when_it_says_with_the_same_id() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.iphone(&ana, "ana").await;
    let apns = &world.server.providers().apns;
    let busy = || Answer::apns(503, "ServiceUnavailable").with_header("retry-after", "30");
    apns.script(&phone.token, [busy(), busy()]);
    visitor.say(chat.id, "Hello?").await;
    let first = world
        .delivery(&ana, "tried once", |row| row.device_id == Some(phone.actor.tokens.device_id) && row.attempts == 1)
        .await;
    assert_eq!((first.state, first.reason.as_str()), (DeliveryState::Queued, "ServiceUnavailable"));
    world.server.clock.advance(Duration::from_secs(31));
    world.delivery(&ana, "tried twice", |row| row.id == first.id && row.attempts == 2).await;
    world.server.clock.advance(Duration::from_secs(31));
    apns.expect(is(&phone, PushKind::Message)).await;
    let ids: Vec<_> = apns.received().iter().map(|received| received.header("apns-id").map(str::to_owned)).collect();
    assert_eq!(ids, vec![Some(first.id.to_string()); 3]);
    let last = world.delivery(&ana, "accepted", |row| row.id == first.id && row.state == DeliveryState::Accepted).await;
    assert_eq!((last.attempts, last.reason.as_str()), (3, "retried"));
}

#[tokio::test]
async fn a_dead_token_is_kept_with_its_reason_and_not_used_again() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let fcm = &world.server.providers().fcm;
    fcm.script(&phone.token, [Answer::fcm(404, "NOT_FOUND", "UNREGISTERED")]);
    visitor.say(chat.id, "One").await;
    let row = world.delivery(&ana, "failed", of(PushKind::Message, DeliveryState::Failed)).await;
    assert_eq!(row.reason, "UNREGISTERED");
    let devices: Vec<DeviceView> = ana.api.all("/v1/devices").await;
    assert_eq!((devices[0].push_state, devices[0].push_reason.as_deref()), (PushState::Dead, Some("UNREGISTERED")));
    visitor.say(chat.id, "Two").await;
    world.delivery(&ana, "suppressed", |row| row.reason == "token_dead").await;
    assert_eq!(fcm.received().len(), 1);
    world.register(&ana, &world.fcm, &phone.token).await;
    visitor.say(chat.id, "Three").await;
    fcm.expect(is(&phone, PushKind::Message)).await;
}

#[tokio::test]
async fn the_death_of_an_older_registration_does_not_harm_a_newer_one() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.iphone(&ana, "ana").await;
    let apns = &world.server.providers().apns;
    apns.script(&phone.token, [Answer::apns_gone("Unregistered", world.server.clock.now_ms() - 60_000)]);
    visitor.say(chat.id, "One").await;
    world.delivery(&ana, "tried", |row| row.kind == PushKind::Message && row.attempts == 1).await;
    world.server.clock.advance(Duration::from_secs(15));
    apns.expect(is(&phone, PushKind::Message)).await;
    let devices: Vec<DeviceView> = ana.api.all("/v1/devices").await;
    let device = devices.iter().find(|device| device.id == phone.actor.tokens.device_id).expect("listed");
    assert_eq!(device.push_state, PushState::Active);
}

#[tokio::test]
async fn refused_credentials_pause_the_app_and_its_pushes_wait_for_the_probe() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let fcm = &world.server.providers().fcm;
    fcm.script(&phone.token, [Answer::fcm(403, "PERMISSION_DENIED", "PERMISSION_DENIED")]);
    visitor.say(chat.id, "One").await;
    let row = world.delivery(&ana, "paused", |row| row.reason == "paused: PERMISSION_DENIED").await;
    assert_eq!((row.state, row.attempts), (DeliveryState::Queued, 1));
    let apps: Vec<PushAppView> = world.shop.admin.api.all("/v1/push_apps").await;
    let paused = apps.iter().find(|app| app.id == world.fcm.id).and_then(|app| app.paused.clone()).expect("paused");
    assert_eq!(paused.reason, "PERMISSION_DENIED");
    world.server.clock.advance(Duration::from_secs(5));
    let bea = world.shop.agent("Bea").await;
    let other = world.android(&bea, "bea").await;
    let conversation_id = super::direct(&ana, bea.id).await;
    super::say_directly(&ana, conversation_id, "Are pushes down?").await;
    world
        .delivery(&bea, "waits", |row| row.kind == PushKind::Direct && row.reason == "paused: PERMISSION_DENIED")
        .await;
    assert_eq!(fcm.received().len(), 1, "nothing is sent while it is paused");
    world.server.clock.advance(Duration::from_secs(61));
    fcm.expect(is(&phone, PushKind::Message)).await;
    fcm.expect(is(&other, PushKind::Direct)).await;
    let apps: Vec<PushAppView> = world.shop.admin.api.all("/v1/push_apps").await;
    assert!(apps.iter().all(|app| app.paused.is_none()));
    let devices: Vec<DeviceView> = ana.api.all("/v1/devices").await;
    assert_eq!(devices[0].push_state, PushState::Active, "the token is not to blame");
}

#[tokio::test]
async fn a_push_that_nobody_takes_is_given_up_at_its_deadline_with_the_providers_word() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let phone = world.android(&ana, "ana").await;
    let busy = Answer::fcm(503, "UNAVAILABLE", "UNAVAILABLE").with_header("retry-after", "600");
    world.server.providers().fcm.script(&phone.token, [busy]);
    world.shop.queue("sales", super::offering(30), &[&ana]).await;
    ana.ready().await;
    world.shop.visitor().await.start("sales", "Hello").await;
    let row = world.delivery(&ana, "failed", of(PushKind::Offer, DeliveryState::Failed)).await;
    assert_eq!(row.reason, "expired after UNAVAILABLE");
}

#[tokio::test]
async fn a_push_found_too_large_goes_out_with_ids_only() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.iphone(&ana, "ana").await;
    let apns = &world.server.providers().apns;
    apns.script(&phone.token, [Answer::apns(413, "PayloadTooLarge")]);
    visitor.say(chat.id, "A word too much").await;
    let shown = apns.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(shown.payload["aps"]["alert"]["loc-key"], "MESSAGE_BODY");
    assert!(!shown.payload.to_string().contains("too much"));
    assert_eq!(content(&shown).chat_id, Some(chat.id));
}

#[tokio::test]
async fn a_restart_in_the_middle_of_the_queue_loses_and_doubles_nothing() {
    let mut world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let mut socket = desk.socket().await;
    let focus =
        ClientFrame::Focus { foreground: Foreground::Foreground, chat_id: Some(chat.id), conversation_id: None };
    socket.say(&focus).await;
    socket.drain().await;
    visitor.say(chat.id, "Hello?").await;
    let waiting = world.delivery(&ana, "waiting", of(PushKind::Message, DeliveryState::Queued)).await;
    drop(socket);
    world.server.restart().await;
    let fcm = &world.server.providers().fcm;
    world.server.clock.advance(Duration::from_secs(11));
    let pushed = fcm.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(content(&pushed).delivery_id, waiting.id);
    let reader = harness::Api::new(&format!("http://{}", world.server.address)).with_token(ana.api.token());
    let ana = harness::AgentActor { api: reader, ..ana };
    world.delivery(&ana, "accepted", |row| row.id == waiting.id && row.state == DeliveryState::Accepted).await;
    world.server.settle_push().await;
    let rows = deliveries(&ana).await;
    assert_eq!(rows.iter().filter(|row| of(PushKind::Message, DeliveryState::Accepted)(row)).count(), 1, "{rows:#?}");
    let shown = fcm.received().into_iter().filter(|received| is(&phone, PushKind::Message)(received)).count();
    assert_eq!(shown, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_nodes_one_sends_what_is_due_for_both() {
    let mut world = World::start().await;
    world.server.second_node().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let fcm = &world.server.providers().fcm;
    fcm.script(&phone.token, [Answer::fcm(503, "UNAVAILABLE", "UNAVAILABLE").with_header("retry-after", "30")]);
    // So slow that both are at it at the same time, if both are.
    fcm.delay(&phone.token, 1_000);
    visitor.say(chat.id, "Hello?").await;
    let first = world.delivery(&ana, "tried", |row| row.kind == PushKind::Message && row.attempts == 1).await;
    assert_eq!((first.state, first.reason.as_str()), (DeliveryState::Queued, "UNAVAILABLE"));
    // Both sleep until then.
    world.server.clock.advance(Duration::from_secs(31));
    fcm.expect(is(&phone, PushKind::Message)).await;
    let last = world.delivery(&ana, "accepted", |row| row.id == first.id && row.state == DeliveryState::Accepted).await;
    assert_eq!((last.attempts, last.reason.as_str()), (2, "retried"));
    assert_eq!(fcm.received().len(), 2, "refused once and taken once: {:#?}", fcm.received());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_keeps_what_it_is_at_however_long_the_provider_takes() {
    let mut world = World::start().await;
    world.server.second_node().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let fcm = &world.server.providers().fcm;
    fcm.script(&phone.token, [Answer::Silence]);
    visitor.say(chat.id, "Hello?").await;
    fcm.expect_any(is(&phone, PushKind::Message)).await;
    for _ in 0..4 {
        world.server.clock.advance(Duration::from_secs(6));
        let now_ms = world.server.clock.now_ms();
        let held = |row: &DeliveryView| row.due_at.is_some_and(|at| at.unix_ms() >= now_ms + 10_000);
        world.delivery(&ana, "held for longer", held).await;
    }
    assert_eq!(fcm.received().len(), 1, "nobody else goes on with it: {:#?}", fcm.received());
}

#[tokio::test]
async fn what_was_on_its_way_when_the_server_stopped_goes_out_seconds_later() {
    let mut world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    world.server.providers().fcm.script(&phone.token, [Answer::Silence]);
    visitor.say(chat.id, "Hello?").await;
    let lost = world.server.providers().fcm.expect_any(is(&phone, PushKind::Message)).await;
    world.server.restart().await;
    world.server.clock.advance(Duration::from_secs(16));
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(content(&pushed).delivery_id, content(&lost).delivery_id, "the phone shows it once");
}
