//! Rows: V14

use std::time::Duration;

use harness::TestServer;
use pronto_protocol::{
    error::ErrorCode,
    visitor::{EntryView, VisitorChatView},
};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_visitor_rates_a_chat_that_is_over_and_the_agents_hear_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/visitor/chats/{}/rating", chat.id);
    visitor.api.put(&path, &json!({"score": 5})).await.refused(ErrorCode::ChatNotClosed);
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    let (mut heard, mut own) = (agent.socket().await, visitor.socket().await);
    let rated: VisitorChatView = visitor.api.put(&path, &json!({"score": 4, "comment": " Quick "})).await.ok();
    let rating = rated.rating.clone().expect("a rating");
    assert_eq!((rating.score, rating.comment.as_deref()), (4, Some("Quick")));
    let event = heard.event("chat.rated").await;
    assert_eq!((event["content"]["rating"]["score"].as_u64(), event["seq"].as_u64()), (Some(4), Some(rated.seq)));
    assert_eq!(own.event("chat.updated").await["content"]["rating"]["comment"], "Quick");
    assert_eq!(agent.chat(chat.id).await.chat.rating, Some(rating));
    let again: VisitorChatView = visitor.api.put(&path, &json!({"score": 4, "comment": "Quick"})).await.ok();
    assert_eq!(again, rated);
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
    server.clock.advance(Duration::from_secs(3_600));
    let changed: VisitorChatView = visitor.api.put(&path, &json!({"score": 1})).await.ok();
    assert_eq!(changed.rating.map(|rating| (rating.score, rating.comment)), Some((1, None)));

    for bad in [json!({"score": 0}), json!({"score": 6}), json!({"score": 3, "comment": "x".repeat(1_001)})] {
        visitor.api.put(&path, &bad).await.refused(ErrorCode::InvalidFields);
    }
    for bad in [json!({}), json!({"score": -1}), json!({"score": 256})] {
        visitor.api.put(&path, &bad).await.refused(ErrorCode::BadRequest);
    }
    shop.visitor().await.api.put(&path, &json!({"score": 1})).await.refused(ErrorCode::NotFound);
    let unknown = format!("/v1/visitor/chats/{}/rating", Uuid::now_v7());
    visitor.api.put(&unknown, &json!({"score": 1})).await.refused(ErrorCode::NotFound);
    agent.api.put(&path, &json!({"score": 1})).await.refused(ErrorCode::Unauthenticated);
    server.clock.advance(Duration::from_secs(7 * 24 * 3_600));
    visitor.api.put(&path, &json!({"score": 2})).await.refused(ErrorCode::RatingClosed);
}

#[tokio::test]
async fn an_organization_asks_for_ratings_or_does_not() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_agent, visitor, chat) = shop.active_chat("sales").await;
    let entry: EntryView = visitor.api.get("/v1/entries/shop/sales").await.ok();
    assert!(entry.rating_enabled);
    shop.admin.api.patch("/v1/organization", &json!({"rating_enabled": false})).await.done();
    let entry: EntryView = visitor.api.get("/v1/entries/shop/sales").await.ok();
    assert!(!entry.rating_enabled);
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", chat.id)).await.done();
    let path = format!("/v1/visitor/chats/{}/rating", chat.id);
    visitor.api.put(&path, &json!({"score": 5})).await.refused(ErrorCode::Forbidden);
    let change = json!({"rating_enabled": true, "rating_window_seconds": 60});
    shop.admin.api.patch("/v1/organization", &change).await.done();
    visitor.api.put(&path, &json!({"score": 5})).await.done();
    server.clock.advance(Duration::from_secs(61));
    visitor.api.put(&path, &json!({"score": 4})).await.refused(ErrorCode::RatingClosed);
}
