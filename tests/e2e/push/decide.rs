//! Rows: N2, N4, N7, N8
//!
//! Who is pushed to, when, and why not.

use std::time::Duration;

use pronto_protocol::{
    agent::Availability,
    delivery::{DeliveryState, DeliveryView},
    push::PushKind,
    queue::{QueueSettings, RoutingMode},
    socket::{ClientFrame, Foreground},
};
use serde_json::json;

use super::{World, content, direct, is, of, offering, say_directly};

#[tokio::test]
async fn an_offer_rings_the_phone_of_a_ready_agent_whose_app_is_closed() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let phone = world.android(&ana, "ana").await;
    world.shop.queue("sales", offering(30), &[&ana]).await;
    ana.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Is it in stock?").await;

    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Offer)).await;
    let content = content(&pushed);
    assert_eq!(content.chat_id, Some(chat.id));
    assert_eq!(content.badge, 1);
    assert_eq!(content.session_id, ana.tokens.session_id);
    assert!(content.action_token.is_some());
    assert_eq!(pushed.payload["android"]["priority"], "HIGH");
    assert_eq!(pushed.payload["data"]["category"], "OFFER");
    let row = world.delivery(&ana, "accepted", of(PushKind::Offer, DeliveryState::Accepted)).await;
    assert_eq!(row.id, content.delivery_id);
    assert_eq!((row.attempts, row.reason.as_str(), row.device_id), (1, "now", Some(ana.tokens.device_id)));
    assert!(row.provider_id.is_some_and(|id| id.starts_with("projects/")) && row.accepted_at.is_some());
    assert_eq!(row.offer_id, content.offer_id);
}

#[tokio::test]
async fn a_visitors_message_is_pushed_to_the_agents_in_the_chat_and_nobody_else() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let bea = world.shop.agent("Bea").await;
    world.android(&bea, "bea").await;
    let sent = visitor.say(chat.id, "Still there?").await;
    ana.say(chat.id, "Yes.").await;

    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    let found = content(&pushed);
    assert_eq!((found.chat_id, found.body.as_deref()), (Some(chat.id), Some("Still there?")));
    assert!(found.position.is_some_and(|position| position >= sent.number));
    let rows = world.decided(&world.shop.admin, |row| row.kind == PushKind::Message).await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(rows[0].agent_id, ana.id);
}

#[tokio::test]
async fn what_is_on_the_screen_is_not_pushed_to_that_device() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    world.android(&ana, "ana").await;
    let mut socket = ana.socket().await;
    let focus =
        ClientFrame::Focus { foreground: Foreground::Foreground, chat_id: Some(chat.id), conversation_id: None };
    socket.say(&focus).await;
    socket.drain().await;
    visitor.say(chat.id, "One").await;
    world.delivery(&ana, "suppressed", |row| row.reason == "on_screen").await;

    let focus = ClientFrame::Focus { foreground: Foreground::Foreground, chat_id: None, conversation_id: None };
    socket.say(&focus).await;
    socket.drain().await;
    visitor.say(chat.id, "Two").await;
    let row = world.delivery(&ana, "suppressed", |row| row.reason == "foreground").await;
    assert_eq!(row.state, DeliveryState::Suppressed);
    assert!(world.server.providers().fcm.received().iter().all(|received| content(received).kind != PushKind::Message));
}

/// What is held back because the app is open there.
fn held_back(row: &DeliveryView) -> bool {
    row.state == DeliveryState::Suppressed && row.reason == "foreground"
}

#[tokio::test]
async fn what_a_screen_that_has_died_was_to_show_rings_within_seconds() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    // In front of her, then out of the Wi-Fi: nobody closes the socket, and nobody answers.
    let _dead = ana.socket().await;
    for text in ["One", "Two"] {
        visitor.say(chat.id, text).await;
    }
    let held = world.decided(&ana, held_back).await;
    assert_eq!(held.len(), 2, "{held:#?}");
    assert!(world.server.providers().fcm.received().is_empty());

    world.server.clock.advance(Duration::from_secs(11));
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(content(&pushed).body.as_deref(), Some("Two"), "of one chat only the latest rings");
    let row = world.delivery(&ana, "accepted", of(PushKind::Message, DeliveryState::Accepted)).await;
    assert_eq!((row.id, row.reason.as_str()), (content(&pushed).delivery_id, "screen_silent"));
    assert!(held.iter().any(|before| before.id == row.id), "it is the row that was held back");
    let replaced = world.delivery(&ana, "replaced", of(PushKind::Message, DeliveryState::Cancelled)).await;
    assert_eq!(replaced.reason, "superseded");
    visitor.say(chat.id, "Three").await;
    let next = world.decided(&ana, |row| row.kind == PushKind::Message && row.reason == "now").await;
    assert_eq!(next.len(), 1, "nobody believes in that screen any more: {next:#?}");
}

#[tokio::test]
async fn an_offer_rings_before_its_deadline_when_the_screen_has_died() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let phone = world.android(&ana, "ana").await;
    world.shop.queue("sales", offering(30), &[&ana]).await;
    ana.ready().await;
    let _dead = ana.socket().await;
    world.shop.visitor().await.start("sales", "Is it in stock?").await;
    let held = world.decided(&ana, held_back).await;
    assert_eq!(held.iter().map(|row| row.kind).collect::<Vec<_>>(), [PushKind::Offer]);

    world.server.clock.advance(Duration::from_secs(11));
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Offer)).await;
    assert_eq!(content(&pushed).delivery_id, held[0].id);
    let row = world.delivery(&ana, "accepted", of(PushKind::Offer, DeliveryState::Accepted)).await;
    assert_eq!(row.reason, "screen_silent");
}

#[tokio::test]
async fn an_app_that_goes_before_it_answers_is_pushed_to_at_once() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let socket = ana.socket().await;
    visitor.say(chat.id, "Hello?").await;
    let held = world.decided(&ana, held_back).await;
    assert_eq!(held.len(), 1, "{held:#?}");
    socket.cut();
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(content(&pushed).delivery_id, held[0].id);
}

#[tokio::test]
async fn what_was_read_elsewhere_does_not_ring_for_a_screen_that_has_died() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    world.android(&ana, "ana").await;
    let _dead = ana.socket().await;
    visitor.say(chat.id, "Hello?").await;
    let held = world.decided(&ana, held_back).await;
    assert_eq!(held.len(), 1, "{held:#?}");
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let position = ana.chat(chat.id).await.chat.last_position;
    desk.api.put(&format!("/v1/chats/{}/read", chat.id), &json!({"position": position})).await.done();
    world.server.clock.advance(Duration::from_secs(11));
    let row = world.delivery(&ana, "called off", |row| row.state == DeliveryState::Cancelled).await;
    assert_eq!((row.id, row.reason.as_str()), (held[0].id, "read"));
    assert!(world.server.providers().fcm.received().is_empty());
}

#[tokio::test]
async fn a_screen_that_answers_is_not_pushed_to_however_late_it_gets() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    world.android(&ana, "ana").await;
    let mut socket = ana.socket().await;
    visitor.say(chat.id, "Hello?").await;
    assert_eq!(world.decided(&ana, held_back).await.len(), 1);
    socket.answer_ping().await;
    for _ in 0..2 {
        world.server.clock.advance(Duration::from_secs(11));
        socket.drain().await;
    }
    assert_eq!(world.decided(&ana, held_back).await.len(), 1, "it was seen");
    assert!(world.server.providers().fcm.received().is_empty());
}

#[tokio::test]
async fn a_message_waits_while_another_device_is_in_use_and_goes_out_when_nobody_reads_it() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let mut socket = desk.socket().await;
    let focus =
        ClientFrame::Focus { foreground: Foreground::Foreground, chat_id: Some(chat.id), conversation_id: None };
    socket.say(&focus).await;
    socket.drain().await;

    visitor.say(chat.id, "Hello?").await;
    let rows = world.decided(&ana, of(PushKind::Message, DeliveryState::Queued)).await;
    assert_eq!(rows.iter().map(|row| row.reason.as_str()).collect::<Vec<_>>(), ["on_other_screen"]);
    world.delivery(&ana, "the desk's own row", |row| row.reason == "no_token").await;
    world.server.clock.advance(Duration::from_secs(10));
    world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
}

#[tokio::test]
async fn what_a_dead_screen_was_to_show_still_waits_while_another_device_is_in_use() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let mut socket = desk.socket().await;
    socket.drain().await;
    let _dead = ana.socket().await;
    visitor.say(chat.id, "Hello?").await;
    let held = world.decided(&ana, held_back).await;
    assert_eq!(held.len(), 1, "{held:#?}");

    let before_ms = world.server.clock.now_ms();
    world.server.clock.advance(Duration::from_secs(11));
    let row = world.delivery(&ana, "queued", |row| row.reason == "screen_silent").await;
    assert_eq!((row.id, row.state), (held[0].id, DeliveryState::Queued));
    let due_ms = row.due_at.expect("due").unix_ms();
    assert!(due_ms >= before_ms + 21_000, "due at {due_ms}, of {before_ms}: she may read it at the desk");
    world.server.clock.advance(Duration::from_secs(10));
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(content(&pushed).delivery_id, row.id);
}

#[tokio::test]
async fn what_a_dead_screen_was_to_show_takes_the_turn_of_the_older_message_that_waits() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let mut socket = desk.socket().await;
    socket.drain().await;
    visitor.say(chat.id, "One").await;
    let older = world.delivery(&ana, "waiting", of(PushKind::Message, DeliveryState::Queued)).await;
    assert_eq!(older.reason, "other_device_active");
    let screen = ana.socket().await;
    visitor.say(chat.id, "Two").await;
    let held = world.decided(&ana, held_back).await;
    assert_eq!(held.len(), 1, "{held:#?}");

    screen.cut();
    let newer = world.delivery(&ana, "queued", |row| row.reason == "screen_silent").await;
    assert_eq!((newer.id, newer.state), (held[0].id, DeliveryState::Queued));
    let due_ms = |row: &DeliveryView| row.due_at.map(|at| at.unix_ms());
    assert_eq!(due_ms(&newer), due_ms(&older));
    let replaced = world.delivery(&ana, "replaced", |row| row.id == older.id).await;
    assert_eq!((replaced.state, replaced.reason.as_str()), (DeliveryState::Cancelled, "superseded"));
    world.server.clock.advance(Duration::from_secs(10));
    let fcm = &world.server.providers().fcm;
    let pushed = fcm.expect(is(&phone, PushKind::Message)).await;
    assert_eq!(content(&pushed).body.as_deref(), Some("Two"));
    world.server.settle_push().await;
    assert_eq!(fcm.received().len(), 1, "the older one does not come after it: {:#?}", fcm.received());
}

#[tokio::test]
async fn a_message_read_before_its_time_is_never_pushed() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    world.android(&ana, "ana").await;
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let mut socket = desk.socket().await;
    socket.drain().await;
    visitor.say(chat.id, "Hello?").await;
    let waiting = world.delivery(&ana, "waiting", of(PushKind::Message, DeliveryState::Queued)).await;
    assert_eq!(waiting.reason, "other_device_active");
    let position = ana.chat(chat.id).await.chat.last_position;
    desk.api.put(&format!("/v1/chats/{}/read", chat.id), &json!({"position": position})).await.done();
    world.delivery(&ana, "cancelled", |row| row.id == waiting.id && row.reason == "read").await;
    world.server.clock.advance(Duration::from_secs(60));
    world.server.settle_push().await;
    assert!(world.server.providers().fcm.received().iter().all(|received| content(received).kind != PushKind::Message));
}

#[tokio::test]
async fn colleagues_reach_an_offline_agent_and_visitors_do_not() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let bea = world.shop.agent("Bea").await;
    ana.declare(Availability::Offline).await;
    visitor.say(chat.id, "Anybody?").await;
    world.delivery(&ana, "suppressed", |row| row.kind == PushKind::Message && row.reason == "offline").await;
    let conversation_id = direct(&bea, ana.id).await;
    say_directly(&bea, conversation_id, "Call me").await;
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Direct)).await;
    assert_eq!(content(&pushed).title.as_deref(), Some("Bea"));
    assert_eq!(content(&pushed).conversation_id, Some(conversation_id));
}

#[tokio::test]
async fn an_agent_without_device_or_token_has_a_row_that_says_so() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let conversation_id = direct(&bea, ana.id).await;
    say_directly(&bea, conversation_id, "Hello").await;
    world.delivery(&ana, "no token", |row| row.kind == PushKind::Direct && row.reason == "no_token").await;
    ana.api.delete("/v1/sessions/current").await.done();
    say_directly(&bea, conversation_id, "Gone?").await;
    let row = world.delivery(&world.shop.admin, "no device", |row| row.reason == "no_device").await;
    assert_eq!((row.agent_id, row.device_id, row.state), (ana.id, None, DeliveryState::Suppressed));
}

#[tokio::test]
async fn whispers_notes_and_ones_own_words_are_in_no_push() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    let canary = "zanzibar-4711";
    ana.whisper(chat.id, canary).await;
    let note = json!({"client_id": uuid::Uuid::now_v7(), "text": canary});
    ana.api.post(&format!("/v1/chats/{}/notes", chat.id), &note).await.done();
    ana.say(chat.id, canary).await;
    visitor.say(chat.id, "A word of mine").await;
    world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    world.server.settle_push().await;
    for received in world.server.providers().fcm.received() {
        assert!(!received.payload.to_string().contains(canary), "{received:?}");
    }
    let rows = world.decided(&ana, |row| row.kind == PushKind::Message).await;
    assert_eq!(rows.len(), 1, "only the visitor's message is pushed: {rows:#?}");
}

#[tokio::test]
async fn an_agent_who_missed_too_many_offers_is_told_by_push() {
    let world = World::start().await;
    world.shop.admin.api.patch("/v1/organization", &json!({"missed_offers_most": 1})).await.done();
    let ana = world.shop.agent("Ana").await;
    let phone = world.android(&ana, "ana").await;
    world.shop.queue("sales", offering(30), &[&ana]).await;
    ana.ready().await;
    world.shop.visitor().await.start("sales", "Hello").await;
    world.server.providers().fcm.expect(is(&phone, PushKind::Offer)).await;
    world.server.clock.advance(Duration::from_secs(31));
    world.server.providers().fcm.expect(is(&phone, PushKind::Missed)).await;
}

#[tokio::test]
async fn a_broadcast_rings_every_ready_member_once() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let (first, second) = (world.android(&ana, "ana").await, world.iphone(&bea, "bea").await);
    world.shop.queue("sales", QueueSettings::default(), &[&ana, &bea]).await;
    ana.ready().await;
    bea.ready().await;
    world.shop.visitor().await.start("sales", "Hello").await;
    world.server.providers().fcm.expect(is(&first, PushKind::Offer)).await;
    let pushed = world.server.providers().apns.expect(is(&second, PushKind::Offer)).await;
    assert_eq!(pushed.payload["aps"]["interruption-level"], "time-sensitive");
    assert_eq!(pushed.header("apns-id"), Some(content(&pushed).delivery_id.to_string().as_str()));
    world.server.settle_push().await;
    assert_eq!(world.server.providers().apns.received().len(), 1);
    assert_eq!(world.server.providers().fcm.received().len(), 1);
}

#[tokio::test]
async fn a_chat_that_is_given_rings_the_phone_once_and_is_cleared_when_it_is_read() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let phone = world.android(&ana, "ana").await;
    let settings = QueueSettings { routing_mode: RoutingMode::Auto, ..QueueSettings::default() };
    world.shop.queue("sales", settings, &[&ana]).await;
    ana.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Is it in stock?").await;
    let fcm = &world.server.providers().fcm;
    let pushed = fcm.expect(is(&phone, PushKind::Assigned)).await;
    let found = content(&pushed);
    assert_eq!(
        (found.chat_id, found.title.as_deref(), found.body.as_deref()),
        (Some(chat.id), Some("A chat for you"), Some("sales"))
    );
    assert_eq!((found.badge, found.offer_id), (1, None));
    assert_eq!(pushed.payload["android"]["priority"], "HIGH");
    assert_eq!(pushed.payload["data"]["category"], "ASSIGNED");
    let row = world.delivery(&ana, "accepted", of(PushKind::Assigned, DeliveryState::Accepted)).await;
    assert_eq!((row.reason.as_str(), row.chat_id), ("now", Some(chat.id)));
    let messages = world.decided(&ana, |row| row.kind == PushKind::Message).await;
    assert!(messages.is_empty(), "the first message was told with the chat: {messages:#?}");
    // Read at the desk: the phone need not show it any more.
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let position = found.position.expect("a position");
    desk.api.put(&format!("/v1/chats/{}/read", chat.id), &json!({"position": position})).await.done();
    let cleared = fcm.expect(is(&phone, PushKind::Clear)).await;
    assert_eq!(content(&cleared).chat_id, Some(chat.id));
}

#[tokio::test]
async fn an_agent_whose_phone_can_be_pushed_to_from_now_on_is_given_what_waits() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let settings = QueueSettings { routing_mode: RoutingMode::Auto, ..QueueSettings::default() };
    world.shop.queue("sales", settings, &[&ana]).await;
    ana.ready().await;
    let visitor = world.shop.visitor().await;
    let chat = visitor.start("sales", "Anybody?").await;
    assert!(chat.agents.is_empty(), "Ana cannot be told yet");
    let phone = world.android(&ana, "ana").await;
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Assigned)).await;
    assert_eq!(content(&pushed).chat_id, Some(chat.id));
}
