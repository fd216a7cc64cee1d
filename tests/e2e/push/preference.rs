//! What an agent wants to be told: by kind, not in quiet hours, and with which sound.

use std::time::Duration;

use pronto_protocol::{
    Timestamp,
    delivery::DeliveryState,
    error::ErrorCode,
    preference::{AgentPreferences, GridColumn},
    push::PushKind,
};
use serde_json::{Value, json};

use super::{World, content, direct, is, of, offering, say_directly};

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// `HH:MM` of UTC, so many minutes from now.
fn clock(world: &World, minutes: i64) -> String {
    let at = Timestamp::from_unix_ms(world.server.clock.now_ms() + minutes * 60_000).to_string();
    at.split('T').nth(1).and_then(|time| time.get(..5)).expect("a time").to_owned()
}

/// Quiet from an hour ago until in two hours, whatever day it is.
fn quiet(world: &World, offers_ring: bool) -> Value {
    let span = json!({"days": DAYS, "from": clock(world, -60), "to": clock(world, 120)});
    json!({"quiet_hours": {"time_zone": "UTC", "spans": [span], "offers_ring": offers_ring}})
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_says_what_it_cannot() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let first: AgentPreferences = ana.api.get("/v1/me/preferences").await.ok();
    assert_eq!(first, AgentPreferences::default());
    let patch = json!({"alerts": {"direct": {"sound": "chime"}}, "grid_columns": ["visitor", "ip"]});
    let changed: AgentPreferences = ana.api.patch("/v1/me/preferences", &patch).await.ok();
    assert_eq!(changed.alerts.direct.sound, "chime");
    assert_eq!(changed.grid_columns, [GridColumn::Visitor, GridColumn::Ip]);
    let patch = json!({"alerts": {"direct": {"push": false}}});
    let changed: AgentPreferences = ana.api.patch("/v1/me/preferences", &patch).await.ok();
    assert_eq!((changed.alerts.direct.sound.as_str(), changed.alerts.direct.push), ("chime", false));
    assert_eq!(changed.grid_columns, [GridColumn::Visitor, GridColumn::Ip]);
    let changed: AgentPreferences = ana.api.patch("/v1/me/preferences", &quiet(&world, true)).await.ok();
    assert!(changed.quiet_hours.is_some());
    for (patch, field) in [
        (json!({"alerts": {"offer": {"sound": "../bell"}}}), "alerts.offer.sound"),
        (json!({"alerts": {"offer": {"volume": 1}}}), "alerts.offer.volume"),
        (json!({"grid_columns": []}), "grid_columns"),
        (json!({"grid_columns": ["shoe_size"]}), "grid_columns"),
        (json!({"quiet_hours": {"time_zone": "Mars/Base"}}), "quiet_hours.time_zone"),
        (json!({"quiet_hours": {"spans": []}}), "quiet_hours.spans"),
        (json!({"quiet_hours": {"spans": [{"days": [], "from": "22:00", "to": "07:00"}]}}), "quiet_hours.spans.0.days"),
        (
            json!({"quiet_hours": {"spans": [{"days": ["monday"], "from": "25:00", "to": "07:00"}]}}),
            "quiet_hours.spans.0.from",
        ),
    ] {
        let refused = ana.api.patch("/v1/me/preferences", &patch).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, field, "{patch}");
    }
    let patch = json!({"quiet_hours": null, "alerts": null});
    let cleared: AgentPreferences = ana.api.patch("/v1/me/preferences", &patch).await.ok();
    assert_eq!((cleared.quiet_hours, cleared.alerts), (None, AgentPreferences::default().alerts));
    let others: AgentPreferences = bea.api.get("/v1/me/preferences").await.ok();
    assert_eq!(others, AgentPreferences::default(), "each agent has its own");
}

#[tokio::test]
async fn a_kind_that_is_switched_off_is_a_row_with_its_reason_and_no_push() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let bea = world.shop.agent("Bea").await;
    ana.api.patch("/v1/me/preferences", &json!({"alerts": {"message": {"push": false}}})).await.done();
    visitor.say(chat.id, "Still there?").await;
    let row = world.delivery(&ana, "suppressed", of(PushKind::Message, DeliveryState::Suppressed)).await;
    assert_eq!((row.reason.as_str(), row.device_id), ("switched_off", Some(ana.tokens.device_id)));
    // Other kinds ring on.
    let conversation = direct(&bea, ana.id).await;
    say_directly(&bea, conversation, "Lunch?").await;
    world.server.providers().fcm.expect(is(&phone, PushKind::Direct)).await;
    let pushed = world.server.providers().fcm.received();
    assert!(pushed.iter().all(|received| content(received).kind != PushKind::Message));
}

#[tokio::test]
async fn in_quiet_hours_nothing_rings_but_offers_to_who_is_ready() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&ana, "ana").await;
    world.shop.queue("sales", offering(30), &[&ana]).await;
    ana.api.patch("/v1/me/preferences", &quiet(&world, true)).await.done();
    let conversation = direct(&bea, ana.id).await;
    say_directly(&bea, conversation, "Are you asleep?").await;
    let row = world.delivery(&ana, "suppressed", of(PushKind::Direct, DeliveryState::Suppressed)).await;
    assert_eq!(row.reason, "quiet_hours");
    ana.ready().await;
    world.shop.visitor().await.start("sales", "Is it in stock?").await;
    world.server.providers().fcm.expect(is(&phone, PushKind::Offer)).await;

    // They end by themselves.
    world.server.clock.advance(Duration::from_secs(3 * 3_600));
    let ana = world.sign_in(&ana, "android", "Ana's new phone").await;
    let bea = world.sign_in(&bea, "web", "Bea's desk").await;
    let phone = world.android(&ana, "ana again").await;
    say_directly(&bea, conversation, "Good morning").await;
    world.server.providers().fcm.expect(is(&phone, PushKind::Direct)).await;
}

#[tokio::test]
async fn offers_keep_quiet_too_where_the_agent_says_so() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    world.android(&ana, "ana").await;
    world.shop.queue("sales", offering(30), &[&ana]).await;
    ana.api.patch("/v1/me/preferences", &quiet(&world, false)).await.done();
    ana.ready().await;
    world.shop.visitor().await.start("sales", "Is it in stock?").await;
    let row = world.delivery(&ana, "suppressed", of(PushKind::Offer, DeliveryState::Suppressed)).await;
    assert_eq!(row.reason, "quiet_hours");
    assert!(world.server.providers().fcm.received().is_empty());
}

#[tokio::test]
async fn the_chosen_sound_and_language_are_in_the_push_of_each_platform() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&ana, "ana").await;
    let iphone = world.iphone(&ana, "ana's iphone").await;
    let conversation = direct(&bea, ana.id).await;
    for (sound, apple, google) in
        [("default", json!("default"), "default"), ("bell", json!("bell.caf"), "bell"), ("none", Value::Null, "none")]
    {
        ana.api.patch("/v1/me/preferences", &json!({"alerts": {"direct": {"sound": sound}}})).await.done();
        say_directly(&bea, conversation, sound).await;
        let text = |received: &harness::provider::Received| content(received).body.as_deref() == Some(sound);
        let pushed = world
            .server
            .providers()
            .fcm
            .expect(|received| is(&phone, PushKind::Direct)(received) && text(received))
            .await;
        assert_eq!(
            (&pushed.payload["data"]["sound"], &pushed.payload["data"]["category"]),
            (&json!(google), &json!("DIRECT"))
        );
        let pushed = world
            .server
            .providers()
            .apns
            .expect(|received| is(&iphone, PushKind::Direct)(received) && text(received))
            .await;
        assert_eq!((&pushed.payload["aps"]["sound"], &pushed.payload["aps"]["category"]), (&apple, &json!("DIRECT")));
    }
    // The phone speaks English; the agent has chosen otherwise.
    ana.api.patch("/v1/me", &json!({"locale": "pt-BR"})).await.done();
    world.shop.admin.api.patch("/v1/organization", &json!({"push_privacy": "sender"})).await.done();
    say_directly(&bea, conversation, "Oi").await;
    let told =
        |received: &harness::provider::Received| content(received).body.as_deref() == Some("Nova mensagem direta");
    world.server.providers().fcm.expect(|received| is(&phone, PushKind::Direct)(received) && told(received)).await;
}
