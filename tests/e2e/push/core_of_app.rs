//! Rows: N2, N5, N9
//!
//! Pushes as the app's core takes them: registered once, read in every privacy, acted on by one call of a process that has just begun.

use std::{collections::HashMap, sync::Arc, time::Duration};

use harness::{AgentActor, PASSWORD, provider::Received};
use pronto_mobile::client::{
    Account, MemoryStorage, Options, PushEffect, PushPayload, SecureStorage, SignIn,
    push::{self, LockScreenChoice},
};
use pronto_protocol::{
    device::{Platform, PushState},
    error::ErrorCode,
    push::PushPrivacy,
    queue::{QueueSettings, RoutingMode},
};

use super::{World, offering};

/// An installation: only its secure storage outlives the process.
struct Installed {
    storage: Arc<dyn SecureStorage>,
    token: String,
}

/// Signs in and registers, then the process ends.
async fn install(world: &World, agent: &AgentActor, privacy: Option<PushPrivacy>) -> Installed {
    let storage = MemoryStorage::shared();
    let url = format!("http://{}", world.server.address);
    let sign_in = SignIn::new(&url, "shop", &agent.email, PASSWORD, Platform::Android, "Phone");
    let account = Account::sign_in(sign_in, Arc::clone(&storage), Options::quick()).await.expect("signed in");
    let token = world.server.providers().fcm.token(&account.agent_id().simple().to_string());
    let register = || account.keep_push_registered(&world.fcm.topic, &token, false, privacy);
    assert!(register().await.expect("registered"));
    assert!(!register().await.expect("asked"), "the same again is no call");
    Installed { storage, token }
}

/// What the system hands to the app.
fn handed(received: &Received) -> PushPayload {
    let data: HashMap<String, String> = received.payload["data"]
        .as_object()
        .expect("a data message")
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect();
    PushPayload::Fcm(data)
}

async fn arrives(world: &World, phone: &Installed, kind: &str) -> PushPayload {
    let is = |received: &Received| received.token == phone.token && received.payload["data"]["kind"] == kind;
    handed(&world.server.providers().fcm.expect(is).await)
}

#[tokio::test]
async fn every_privacy_is_read_and_tells_what_to_show() {
    let world = World::start().await;
    for privacy in [PushPrivacy::Full, PushPrivacy::Sender, PushPrivacy::IdOnly, PushPrivacy::Encrypted] {
        let queue = privacy.as_str().replace('_', "-");
        let (ana, vera, chat) = world.shop.active_chat(&queue).await;
        let phone = install(&world, &ana, Some(privacy)).await;
        vera.say(chat.id, "The secret word").await;
        let payload = arrives(&world, &phone, "message").await;
        let (content, owner) = push::receive(&phone.storage, &payload).await.expect("read");
        assert_eq!((owner, content.chat_id), (Some(ana.id), Some(chat.id)), "{privacy}");
        let words = matches!(privacy, PushPrivacy::Full | PushPrivacy::Encrypted);
        assert_eq!(content.body.as_deref() == Some("The secret word"), words, "{privacy}: {content:?}");
        let effect = PushEffect::of(&content, content.sent_at.unix_ms());
        assert!(matches!(effect, PushEffect::Show { category: Some("CHAT"), .. }), "{privacy}: {effect:?}");
        let PushPayload::Fcm(data) = &payload else { panic!("not FCM's") };
        let seen = data.values().any(|value| value.contains("secret"));
        assert_eq!(seen, privacy == PushPrivacy::Full, "{privacy}: what the provider sees");
    }
}

#[tokio::test]
async fn an_offer_is_accepted_by_one_call_of_a_cold_process_and_the_same_call_again_changes_nothing() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let phone = install(&world, &ana, None).await;
    world.shop.queue("sales", offering(30), &[&ana]).await;
    ana.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Hello").await;
    let payload = arrives(&world, &phone, "offer").await;
    let act = || push::act(&phone.storage, &payload, LockScreenChoice::Accept, Options::quick());
    let done = act().await.expect("accepted");
    assert_eq!(done.chat_id, Some(chat.id));
    assert_eq!(act().await.expect("again"), done);
    assert_eq!(ana.chat(chat.id).await.chat.participants.len(), 1);
}

#[tokio::test]
async fn an_offer_that_another_took_says_so_and_one_for_a_signed_out_account_is_refused_here() {
    let world = World::start().await;
    let (ana, bia) = (world.shop.agent("Ana").await, world.shop.agent("Bia").await);
    let phone = install(&world, &ana, None).await;
    let settings = QueueSettings { routing_mode: RoutingMode::Broadcast, ..QueueSettings::default() };
    world.shop.queue("sales", settings, &[&ana, &bia]).await;
    ana.ready().await;
    bia.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Hello").await;
    let payload = arrives(&world, &phone, "offer").await;
    bia.accept_chat(chat.id).await;
    let late = push::act(&phone.storage, &payload, LockScreenChoice::Accept, Options::quick()).await;
    assert_eq!(late.expect_err("taken").code(), Some(ErrorCode::OfferTaken));
    let other = MemoryStorage::shared();
    let foreign = push::act(&other, &payload, LockScreenChoice::Accept, Options::quick()).await;
    assert!(foreign.is_err());
    let (_, owner) = push::receive(&other, &payload).await.expect("read");
    assert_eq!(owner, None);
}

#[tokio::test]
async fn a_reply_from_two_processes_is_one_message_and_marking_as_read_clears_the_badge() {
    let world = World::start().await;
    let (ana, vera, chat) = world.shop.active_chat("sales").await;
    let phone = install(&world, &ana, None).await;
    vera.say(chat.id, "Are you there?").await;
    let payload = arrives(&world, &phone, "message").await;
    let reply = |text: &str| {
        let choice = LockScreenChoice::Reply { text: text.to_owned() };
        push::act(&phone.storage, &payload, choice, Options::quick())
    };
    let (one, other) = tokio::join!(reply("Yes"), reply("Yes"));
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    reply("Yes").await.expect("and again");
    let said: Vec<String> = vera.messages(chat.id).await.into_iter().map(|message| message.text).collect();
    assert_eq!(said.iter().filter(|text| *text == "Yes").count(), 1, "{said:?}");
    let read = push::act(&phone.storage, &payload, LockScreenChoice::MarkRead, Options::quick()).await.expect("read");
    assert_eq!(read.badge, 0);
}

async fn push_state(account: &Account) -> PushState {
    let devices = account.devices().await.expect("read");
    devices.iter().find(|device| device.id == account.identity().device_id).expect("this device").push_state
}

#[tokio::test]
async fn pushes_that_were_turned_off_or_registered_otherwise_are_registered_anew() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let phone = install(&world, &ana, None).await;
    let account = Account::restore(ana.id, Arc::clone(&phone.storage), Options::quick()).await;
    let account = account.expect("read").expect("the account is kept");
    let register = || account.keep_push_registered(&world.fcm.topic, &phone.token, false, None);
    account.unregister_push().await.expect("turned off");
    assert_eq!(push_state(&account).await, PushState::None);
    assert!(register().await.expect("asked"), "what is off is taken for registered");
    assert_eq!(push_state(&account).await, PushState::Active);

    let token = world.server.providers().fcm.token("Another");
    account.register_push(world.fcm.id, &token, None, None).await.expect("registered");
    assert!(register().await.expect("asked"), "another token is taken for this one");
    assert!(!register().await.expect("asked"), "the same again is no call");
}

#[tokio::test]
async fn a_server_that_does_not_answer_ends_the_call_at_its_deadline() {
    let world = World::start().await;
    let (ana, vera, chat) = world.shop.active_chat("sales").await;
    let phone = install(&world, &ana, None).await;
    vera.say(chat.id, "Are you there?").await;
    let payload = arrives(&world, &phone, "message").await;
    let mut server = world.server;
    server.stop().await;
    let started = tokio::time::Instant::now();
    let options = Options { action_timeout: Duration::from_millis(700), ..Options::quick() };
    let result = push::act(&phone.storage, &payload, LockScreenChoice::MarkRead, options).await;
    assert!(result.expect_err("nobody answers").is_retryable());
    // Seconds of slack for a busy machine; any other limit of the options would end it later than this.
    assert!(started.elapsed() < Duration::from_secs(7), "{:?}", started.elapsed());
}
