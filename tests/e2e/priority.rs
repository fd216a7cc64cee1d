//! Rows: C13, R4

use harness::{AgentActor, TestServer, VisitorActor};
use pronto_protocol::{
    agent::Permission,
    chat::{ChatListItemView, ChatView, Priority},
    error::ErrorCode,
    offer::AcceptedOfferView,
    queue::{QueueSettings, RoutingMode},
    visitor::OwnChatView,
};
use serde_json::json;
use uuid::Uuid;

use crate::chat::agent_who_may;

async fn set(agent: &AgentActor, chat_id: Uuid, priority: &str) -> harness::Answer {
    agent.api.put(&format!("/v1/chats/{chat_id}/priority"), &json!({"priority": priority})).await
}

async fn waiting(agent: &AgentActor, narrowed: &str) -> Vec<Uuid> {
    let items: Vec<ChatListItemView> = agent.api.all(&format!("/v1/chats?filter=waiting{narrowed}")).await;
    items.into_iter().map(|item| item.chat.id).collect()
}

#[tokio::test]
async fn waiting_chats_of_a_higher_priority_come_first() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&agent]).await;
    let mut chats = Vec::new();
    for _ in 0..6 {
        chats.push(shop.visitor().await.start("sales", "Hello").await.id);
    }
    let mut heard = agent.socket().await;
    for (at, priority) in [(0, "low"), (3, "urgent"), (4, "high"), (5, "high")] {
        let changed: ChatView = set(&agent, chats[at], priority).await.ok();
        assert_eq!(changed.priority.as_str(), priority);
        let event = heard.event("chat.updated").await;
        assert_eq!(event["content"]["priority"], priority);
    }
    let wanted = [chats[3], chats[4], chats[5], chats[1], chats[2], chats[0]];
    assert_eq!(waiting(&agent, "&limit=1").await, wanted, "page by page");
    assert_eq!(waiting(&agent, "").await, wanted);
    assert_eq!(waiting(&agent, "&priority=high").await, [chats[4], chats[5]]);
    let again: ChatView = set(&agent, chats[3], "urgent").await.ok();
    assert_eq!(again.priority, Priority::Urgent);
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
}

#[tokio::test]
async fn routing_gives_out_the_higher_priority_first() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    let settings = QueueSettings {
        routing_mode: RoutingMode::Offer,
        offer_seconds: 60,
        agent_chats_most: Some(1),
        ..QueueSettings::default()
    };
    shop.queue("sales", settings, &[&agent]).await;
    let first = shop.visitor().await.start("sales", "Hello").await;
    let second = shop.visitor().await.start("sales", "It burns").await;
    assert_eq!(agent.chat(first.id).await.chat.priority, Priority::Normal);
    set(&shop.admin, second.id, "urgent").await.done();
    let _socket = agent.socket().await;
    agent.ready().await;
    let offered: Vec<Uuid> = agent.offers().await.into_iter().map(|offer| offer.chat_id).collect();
    assert_eq!(offered, [second.id], "who waits longer waits on");
}

#[tokio::test]
async fn attend_next_and_the_visitors_place_go_by_priority_too() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    let settings = QueueSettings { routing_mode: RoutingMode::Pull, ..QueueSettings::default() };
    let queue = shop.queue("sales", settings, &[&agent]).await;
    let (early, late) = (shop.visitor().await, shop.visitor().await);
    let first = early.start("sales", "Hello").await.id;
    let second = late.start("sales", "It burns").await.id;
    set(&agent, second, "high").await.done();
    let place = async |visitor: &VisitorActor, chat_id: Uuid| {
        let shown: OwnChatView = visitor.api.get(&format!("/v1/visitor/chats/{chat_id}")).await.ok();
        shown.waiting.map(|waiting| waiting.place)
    };
    assert_eq!((place(&early, first).await, place(&late, second).await), (Some(2), Some(1)));
    let taken: AcceptedOfferView = agent.api.act(&format!("/v1/queues/{}/next", queue.id)).await.ok();
    assert_eq!(taken.chat.id, second);
    assert_eq!(place(&early, first).await, Some(1));
}

#[tokio::test]
async fn who_may_not_organize_a_chat_does_not() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    set(&agent, chat.id, "high").await.done();
    set(&agent, chat.id, "highest").await.refused(ErrorCode::BadRequest);
    set(&shop.agent("Bia").await, chat.id, "low").await.refused(ErrorCode::NotParticipant);
    let silent = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    set(&silent, chat.id, "low").await.refused(ErrorCode::Forbidden);
    set(&school.admin, chat.id, "low").await.refused(ErrorCode::NotFound);
    set(&agent, Uuid::now_v7(), "low").await.refused(ErrorCode::NotFound);
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    set(&agent, chat.id, "low").await.refused(ErrorCode::ChatClosed);
}
