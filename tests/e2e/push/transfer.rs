//! Rows: N2, R8
//!
//! A transferred chat rings its new agent's phone.

use pronto_protocol::{
    delivery::DeliveryState,
    push::{ActionOutcomeView, PushKind},
};
use serde_json::json;
use uuid::Uuid;

use super::{World, content, is, of};

#[tokio::test]
async fn a_transfer_rings_the_new_agents_phone_says_from_whom_and_never_the_note() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&bea, "bea").await;
    bea.ready().await;
    let request = json!({"client_id": Uuid::now_v7(), "agent_id": bea.id, "note": "owes us 4111"});
    ana.api.post(&format!("/v1/chats/{}/transfer", chat.id), &request).await.done();

    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Transfer)).await;
    let told = content(&pushed);
    assert_eq!(told.chat_id, Some(chat.id));
    assert_eq!(pushed.payload["data"]["category"], "TRANSFER");
    assert_eq!(pushed.payload["data"]["channel"], "transfers");
    assert_eq!(pushed.payload["android"]["priority"], "HIGH");
    assert!(!pushed.payload.to_string().contains("4111"), "a note is no content of a push: {}", pushed.payload);
    assert!(told.title.as_deref().is_some_and(|title| title.starts_with("Transferred chat")), "{told:?}");
    world.delivery(&bea, "accepted", of(PushKind::Transfer, DeliveryState::Accepted)).await;

    let reply = json!({
        "action_token": told.action_token.expect("a token"), "action": "reply",
        "client_id": Uuid::now_v7(), "text": "I am here now.",
    });
    let api = harness::Api::new(&world.server.url(""));
    let done: ActionOutcomeView = api.post("/v1/push/actions", &reply).await.ok();
    assert_eq!(done.chat_id, Some(chat.id));
    assert!(visitor.messages(chat.id).await.iter().any(|message| message.text == "I am here now."));
}

#[tokio::test]
async fn who_reads_the_transferred_chat_elsewhere_has_the_banner_taken_away() {
    let world = World::start().await;
    let (ana, _visitor, chat) = world.shop.active_chat("sales").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&bea, "bea").await;
    bea.ready().await;
    let request = json!({"client_id": Uuid::now_v7(), "agent_id": bea.id});
    ana.api.post(&format!("/v1/chats/{}/transfer", chat.id), &request).await.done();
    world.server.providers().fcm.expect(is(&phone, PushKind::Transfer)).await;
    world.delivery(&bea, "accepted", of(PushKind::Transfer, DeliveryState::Accepted)).await;
    bea.api.put(&format!("/v1/chats/{}/read", chat.id), &json!({"position": u64::MAX})).await.done();
    world.server.providers().fcm.expect(is(&phone, PushKind::Clear)).await;
}
