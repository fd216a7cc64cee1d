//! Rows: V8, N2
//!
//! An offline message is told to who takes chats now, and wakes nobody else.

use pronto_protocol::{agent::Availability, delivery::DeliveryState, push::PushKind, queue::QueueSettings};
use serde_json::json;
use uuid::Uuid;

use super::{World, content, deliveries, is, of};

#[tokio::test]
async fn an_offline_message_is_pushed_to_ready_members_alone_and_not_as_a_call() {
    let world = World::start().await;
    let (ana, bea) = (world.shop.agent("Ana").await, world.shop.agent("Bea").await);
    let phone = world.android(&ana, "ana").await;
    world.android(&bea, "bea").await;
    world.shop.queue("sales", QueueSettings { open: false, ..QueueSettings::default() }, &[&ana, &bea]).await;
    ana.ready().await;
    bea.declare(Availability::NotReady).await;
    let request = json!({
        "client_id": Uuid::now_v7(), "queue": "sales", "name": "Rita", "email": "rita@example.com", "text": "Call me",
    });
    let left: serde_json::Value =
        world.shop.visitor().await.api.post("/v1/visitor/offline_messages", &request).await.ok();

    let pushed = world.server.providers().fcm.expect(is(&phone, PushKind::OfflineMessage)).await;
    let told = content(&pushed);
    assert_eq!(json!(told.offline_message_id), left["id"]);
    assert_eq!(told.title.as_deref(), Some("Offline message: Rita"));
    assert!(told.action_token.is_none());
    assert_eq!(pushed.payload["data"]["channel"], "offline_messages");
    world.delivery(&ana, "accepted", of(PushKind::OfflineMessage, DeliveryState::Accepted)).await;
    world.server.settle_push().await;
    let others = deliveries(&bea).await;
    assert!(others.is_empty(), "who is not ready finds it in the list: {others:?}");
}
