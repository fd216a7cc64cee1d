//! Rows: C13, N2, N7
//!
//! A mention rings, wherever the mentioned agent is, and tells nothing of the whisper.

use pronto_protocol::{agent::Availability, delivery::DeliveryState, push::PushKind};
use serde_json::json;

use super::{World, content, is, of};

#[tokio::test]
async fn a_mentioned_agent_is_pushed_to_though_not_in_the_chat() {
    let world = World::start().await;
    let (ana, _visitor, chat) = world.shop.active_chat("sales").await;
    let bea = world.shop.agent("Bea").await;
    let phone = world.android(&bea, "bea").await;
    bea.declare(Availability::Offline).await;
    ana.whisper(chat.id, "@bea zanzibar-4711").await;

    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::Mention)).await;
    let found = content(&pushed);
    assert_eq!((found.chat_id, found.title.as_deref()), (Some(chat.id), Some("Agent of sales")));
    assert_eq!(found.body, Some(format!("Mentioned you in chat no. {}", chat.number)));
    assert!(found.position.is_some() && found.action_token.is_none());
    assert_eq!(pushed.payload["data"]["category"], "MENTION");
    assert!(!pushed.payload.to_string().contains("zanzibar"), "a whisper has no way into a push");
    world.delivery(&bea, "accepted", of(PushKind::Mention, DeliveryState::Accepted)).await;
    let rows = world.decided(&world.shop.admin, |row| row.kind == PushKind::Mention).await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(rows[0].agent_id, bea.id);
}

#[tokio::test]
async fn a_mention_that_was_read_is_cleared_and_one_taken_back_is_not_sent() {
    let world = World::start().await;
    let (ana, _visitor, chat) = world.shop.active_chat("sales").await;
    let bea = world.shop.agent("Bea").await;
    bea.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    let phone = world.iphone(&bea, "bea").await;
    let whisper = ana.whisper(chat.id, "@bea look").await;
    world.server.providers().apns.expect(is(&phone, PushKind::Mention)).await;
    world.delivery(&bea, "accepted", of(PushKind::Mention, DeliveryState::Accepted)).await;
    let read = json!({"position": whisper.position});
    bea.api.put(&format!("/v1/chats/{}/read", chat.id), &read).await.done();
    world.server.providers().apns.expect(is(&phone, PushKind::Clear)).await;
}
