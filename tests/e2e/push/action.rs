//! Rows: N5
//!
//! Actions from the lock screen, by the push's own token.

use std::time::Duration;

use harness::Api;
use pronto_protocol::{
    chat::{ChatState, ChatView},
    delivery::DeliveryState,
    error::ErrorCode,
    push::{ActionOutcomeView, PushKind},
    queue::QueueSettings,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Phone, World, content, direct, is, of, offering, say_directly};

/// An agent's phone that rings with an offer; the action token.
async fn rung(world: &World) -> (Phone, String, Uuid) {
    let ana = world.shop.agent("Ana").await;
    let phone = world.android(&ana, "ana").await;
    world.shop.queue("sales", offering(30), &[&ana]).await;
    ana.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Hello").await;
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Offer)).await;
    let token = content(&pushed).action_token.expect("a token");
    world.delivery(&phone.actor, "accepted", of(PushKind::Offer, DeliveryState::Accepted)).await;
    (phone, token, chat.id)
}

fn lock_screen(world: &World) -> Api {
    Api::new(&format!("http://{}", world.server.address))
}

fn action(token: &str, action: &str) -> Value {
    json!({"action_token": token, "action": action})
}

#[tokio::test]
async fn an_offer_is_accepted_from_the_lock_screen_and_again_gives_the_same() {
    let world = World::start().await;
    let (phone, token, chat_id) = rung(&world).await;
    let api = lock_screen(&world);
    let done: ActionOutcomeView = api.post("/v1/push/actions", &action(&token, "accept")).await.ok();
    assert_eq!(done.chat_id, Some(chat_id));
    let again: ActionOutcomeView = api.post("/v1/push/actions", &action(&token, "accept")).await.ok();
    assert_eq!(again, done);
    let chat: ChatView = phone.actor.chat(chat_id).await.chat;
    assert_eq!((chat.state, chat.participants.len()), (ChatState::Active, 1));
    let row = world.delivery(&phone.actor, "acted", |row| row.kind == PushKind::Offer && row.acted_at.is_some()).await;
    assert!(row.received_at.is_some());
    world.server.settle_push().await;
    let cleared = world.decided(&phone.actor, |row| row.kind == PushKind::Clear).await;
    assert!(cleared.is_empty(), "the phone that accepted clears its own banner: {cleared:#?}");
}

#[tokio::test]
async fn an_offer_is_declined_from_the_lock_screen() {
    let world = World::start().await;
    let (phone, token, chat_id) = rung(&world).await;
    let api = lock_screen(&world);
    let done: ActionOutcomeView = api.post("/v1/push/actions", &action(&token, "decline")).await.ok();
    assert_eq!((done.chat_id, done.badge), (Some(chat_id), 0));
    api.post("/v1/push/actions", &action(&token, "decline")).await.done();
    assert!(phone.actor.offers().await.is_empty());
}

#[tokio::test]
async fn an_action_token_ends_with_its_offer_and_with_its_session() {
    let world = World::start().await;
    let (phone, token, _) = rung(&world).await;
    let api = lock_screen(&world);
    api.post("/v1/push/actions", &action("rubbish", "accept")).await.refused(ErrorCode::ActionTokenInvalid);
    let access = action(phone.actor.api.token(), "accept");
    api.post("/v1/push/actions", &access).await.refused(ErrorCode::ActionTokenInvalid);
    api.post("/v1/push/actions", &action(&token, "mark_read")).await.refused(ErrorCode::Forbidden);
    api.with_token(&token).get("/v1/me").await.refused(ErrorCode::Unauthenticated);
    phone.actor.api.delete("/v1/sessions/current").await.done();
    api.post("/v1/push/actions", &action(&token, "accept")).await.refused(ErrorCode::SessionRevoked);
    world.server.clock.advance(Duration::from_secs(31));
    api.post("/v1/push/actions", &action(&token, "accept")).await.refused(ErrorCode::ActionTokenInvalid);
}

#[tokio::test]
async fn an_offer_taken_meanwhile_cannot_be_accepted_from_the_lock_screen() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&ana, "ana").await;
    world.shop.queue("sales", QueueSettings::default(), &[&ana, &bea]).await;
    ana.ready().await;
    bea.ready().await;
    let chat = world.shop.visitor().await.start("sales", "Hello").await;
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Offer)).await;
    bea.accept_chat(chat.id).await;
    let token = content(&pushed).action_token.expect("a token");
    lock_screen(&world).post("/v1/push/actions", &action(&token, "accept")).await.refused(ErrorCode::OfferTaken);
}

#[tokio::test]
async fn a_reply_from_the_lock_screen_is_one_message_however_often_it_is_sent() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let phone = world.android(&ana, "ana").await;
    visitor.say(chat.id, "In blue?").await;
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Message)).await;
    let token = content(&pushed).action_token.expect("a token");
    let reply = json!({"action_token": token, "action": "reply", "client_id": Uuid::now_v7(), "text": "Yes!"});
    let api = lock_screen(&world);
    let sends = (0..5).map(|_| api.post("/v1/push/actions", &reply));
    for answer in futures_util::future::join_all(sends).await {
        let done: ActionOutcomeView = answer.ok();
        assert_eq!((done.chat_id, done.badge), (Some(chat.id), 0), "who answers has read");
    }
    let replies = visitor.messages(chat.id).await.into_iter().filter(|message| message.text == "Yes!").count();
    assert_eq!(replies, 1);
}

#[tokio::test]
async fn a_direct_message_is_read_and_answered_from_the_lock_screen() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&ana, "ana").await;
    let conversation_id = direct(&bea, ana.id).await;
    say_directly(&bea, conversation_id, "Lunch?").await;
    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Direct)).await;
    assert_eq!(content(&pushed).badge, 1);
    let token = content(&pushed).action_token.expect("a token");
    let api = lock_screen(&world);
    let read: ActionOutcomeView = api.post("/v1/push/actions", &action(&token, "mark_read")).await.ok();
    assert_eq!((read.conversation_id, read.badge), (Some(conversation_id), 0));
    let reply = json!({"action_token": token, "action": "reply", "client_id": Uuid::now_v7(), "text": "At one."});
    api.post("/v1/push/actions", &reply).await.done();
    let path = format!("/v1/direct_conversations/{conversation_id}/messages");
    let messages: Vec<Value> = bea.api.all(&path).await;
    assert!(messages.iter().any(|message| message["text"] == "At one."), "{messages:?}");
}
