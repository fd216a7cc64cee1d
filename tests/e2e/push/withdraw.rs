//! Rows: N5, N6, N7
//!
//! What has been dealt with elsewhere goes away; bursts become one.

use std::time::{Duration, Instant};

use pronto_protocol::{delivery::DeliveryState, push::PushKind, queue::QueueSettings};
use serde_json::json;

use super::{World, content, deliveries, is, of};

#[tokio::test]
async fn an_offer_taken_by_another_is_cleared_from_the_phone_that_rang() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&ana, "ana").await;
    world.shop.queue("sales", QueueSettings::default(), &[&ana, &bea]).await;
    ana.ready().await;
    bea.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Hello").await;
    let fcm = &world.server.providers().fcm;
    let rung = fcm.expect(is(&phone, PushKind::Offer)).await;
    world.delivery(&ana, "accepted", of(PushKind::Offer, DeliveryState::Accepted)).await;
    bea.accept_chat(chat.id).await;
    let cleared = fcm.expect(is(&phone, PushKind::Clear)).await;
    assert_eq!(content(&cleared).offer_id, content(&rung).offer_id);
    assert_eq!(content(&cleared).badge, 0);
    assert_eq!(cleared.payload["android"]["priority"], "NORMAL");
    assert!(cleared.payload["data"].get("title").is_none());
}

#[tokio::test]
async fn an_offer_that_waits_for_a_busy_provider_is_cancelled_when_it_is_taken() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&ana, "ana").await;
    let busy = harness::provider::Answer::fcm(503, "UNAVAILABLE", "UNAVAILABLE").with_header("retry-after", "60");
    world.server.providers().fcm.script(&phone.token, [busy]);
    world.shop.queue("sales", QueueSettings::default(), &[&ana, &bea]).await;
    ana.ready().await;
    bea.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Hello").await;
    let waiting = world.delivery(&ana, "tried", |row| row.kind == PushKind::Offer && row.attempts == 1).await;
    assert_eq!((waiting.state, waiting.reason.as_str()), (DeliveryState::Queued, "UNAVAILABLE"));
    bea.accept_chat(chat.id).await;
    let ended = world.delivery(&ana, "cancelled", of(PushKind::Offer, DeliveryState::Cancelled)).await;
    assert_eq!(ended.reason, "taken");
    world.server.clock.advance(Duration::from_secs(120));
    world.server.settle_push().await;
    assert!(world.server.providers().fcm.accepted().is_empty(), "nothing was shown, so nothing is cleared");
}

#[tokio::test]
async fn reading_on_one_device_clears_the_others_once_a_minute() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.iphone(&ana, "ana").await;
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let apns = &world.server.providers().apns;
    let read = async |position: u64| {
        desk.api.put(&format!("/v1/chats/{}/read", chat.id), &json!({"position": position})).await.done();
    };
    visitor.say(chat.id, "One").await;
    let shown = apns.expect(is(&phone, PushKind::Message)).await;
    world.delivery(&ana, "accepted", of(PushKind::Message, DeliveryState::Accepted)).await;
    read(content(&shown).position.expect("a position")).await;
    let cleared = apns.expect(is(&phone, PushKind::Clear)).await;
    assert_eq!(cleared.header("apns-push-type"), Some("background"));
    assert_eq!(content(&cleared).badge, 0);
    let first = world.delivery(&ana, "cleared", of(PushKind::Clear, DeliveryState::Accepted)).await;

    apns.forget();
    world.server.clock.advance(Duration::from_secs(5));
    visitor.say(chat.id, "Two").await;
    let shown = apns.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(content(&shown).badge, 1);
    world
        .server
        .until("both accepted", async || {
            deliveries(&ana).await.into_iter().filter(of(PushKind::Message, DeliveryState::Accepted)).count() == 2
        })
        .await;
    read(content(&shown).position.expect("a position")).await;
    let waiting = world.delivery(&ana, "second clear", of(PushKind::Clear, DeliveryState::Queued)).await;
    // Told from the first one's time, so that it does not matter how long this machine has taken since.
    let apart_ms = waiting.due_at.expect("due").unix_ms() - first.accepted_at.expect("accepted").unix_ms();
    assert_eq!(apart_ms, 60_000, "a minute after the first");
    world.server.clock.advance(Duration::from_secs(60));
    apns.expect(is(&phone, PushKind::Clear)).await;
}

#[tokio::test]
async fn a_burst_of_messages_rings_once_in_two_seconds_with_the_latest() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let fcm = &world.server.providers().fcm;
    let began = Instant::now();
    visitor.say(chat.id, "0").await;
    fcm.expect(is(&phone, PushKind::Message)).await;
    for number in 1..=8 {
        visitor.say(chat.id, &number.to_string()).await;
    }
    let last = fcm.expect(|received| content(received).body.as_deref() == Some("8")).await;
    let shown: Vec<_> = fcm.accepted().into_iter().filter(|received| is(&phone, PushKind::Message)(received)).collect();
    // A machine on which the burst takes longer may ring oftener: it is one ring in two seconds.
    let most = 2 + began.elapsed().as_secs() as usize / 2;
    assert!(shown.len() <= most, "a burst rang {} times, and not {most}", shown.len());
    // They are sent two seconds apart; the way of the first, which fetches a token, may be longer than that of the next.
    assert!(shown.windows(2).all(|pair| pair[1].at_ms - pair[0].at_ms >= 1_000), "alerts came too close");
    assert_eq!(content(&last).badge, 10, "with the chat's first line");
    world
        .server
        .until("all rows settled", async || deliveries(&ana).await.iter().all(|row| row.state != DeliveryState::Queued))
        .await;
    let rows = world.decided(&ana, |row| row.kind == PushKind::Message).await;
    assert_eq!(rows.len(), 9, "every message has its row");
    assert_eq!(rows.iter().filter(|row| row.reason == "superseded").count(), 9 - shown.len());
}
