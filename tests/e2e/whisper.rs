//! Rows: C5, P2

use harness::TestServer;
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
    whisper::{TimelineEntryView, WhisperView},
};
use serde_json::json;
use uuid::Uuid;

use crate::chat::agent_who_may;

#[tokio::test]
async fn agents_read_a_whisper_and_the_visitor_never_does() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard_by_agent = agent.socket().await;
    let mut heard_by_visitor = visitor.socket().await;
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    let whisper = supervisor.whisper(chat.id, "quokka-73112 offers ten percent").await;
    assert_eq!(whisper.sender.role, Some(Role::Supervisor));
    let event = heard_by_agent.event("whisper.sent").await;
    assert_eq!(event["content"]["id"], json!(whisper.id));
    let path = format!("/v1/chats/{}/whispers/{}", chat.id, whisper.id);
    supervisor.api.patch(&path, &json!({"text": "quokka-73112 offers twenty"})).await.done();
    supervisor.api.delete(&path).await.done();
    agent.say(chat.id, "Let me see").await;
    heard_by_visitor.event_where("message.sent", |content| content["text"] == "Let me see").await;
    heard_by_visitor.drain().await;

    let messages = visitor.api.get(&format!("/v1/visitor/chats/{}/messages", chat.id)).await.text();
    let shown = visitor.api.get(&format!("/v1/visitor/chats/{}", chat.id)).await.text();
    let synced = visitor.api.get("/v1/visitor/sync?after=0").await.text();
    let frames = serde_json::to_string(&heard_by_visitor.heard).expect("frames");
    for seen in [messages, shown, synced, frames] {
        assert!(!seen.contains("quokka"), "{seen}");
        assert!(!seen.contains("whisper"), "{seen}");
        assert!(!seen.contains(&whisper.id.to_string()), "{seen}");
    }
}

#[tokio::test]
async fn the_same_whisper_again_is_one_whisper() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/chats/{}/whispers", chat.id);
    let mut request = json!({"client_id": Uuid::now_v7(), "text": "Once only"});
    let first: WhisperView = agent.api.post(&path, &request).await.ok();
    for again in futures_util::future::join_all((0..6).map(|_| agent.api.post(&path, &request))).await {
        assert_eq!(again.ok::<WhisperView>(), first);
    }
    request["text"] = json!("Another");
    agent.api.post(&path, &request).await.refused(ErrorCode::ClientIdReused);
    let entries: Vec<TimelineEntryView> = agent.api.all(&format!("/v1/chats/{}/timeline", chat.id)).await;
    assert_eq!(entries.iter().filter(|entry| matches!(entry, TimelineEntryView::Whisper(_))).count(), 1);
    assert_eq!(agent.chat(chat.id).await.chat.last_position, first.position);
}

#[tokio::test]
async fn only_its_author_changes_a_whisper() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let mut heard = agent.socket().await;
    let whisper = agent.whisper(chat.id, "Fisrt").await;
    let path = format!("/v1/chats/{}/whispers/{}", chat.id, whisper.id);
    let edited: WhisperView = agent.api.patch(&path, &json!({"text": "First"})).await.ok();
    assert_eq!((edited.text.as_str(), edited.position), ("First", whisper.position));
    assert!(edited.edited_at.is_some() && edited.seq > whisper.seq);
    let event = heard.event("whisper.edited").await;
    assert_eq!(event["seq"].as_u64(), Some(edited.seq));
    let same: WhisperView = agent.api.patch(&path, &json!({"text": "First"})).await.ok();
    assert_eq!(same, edited);
    shop.admin.api.patch(&path, &json!({"text": "Mine now"})).await.refused(ErrorCode::Forbidden);
    shop.admin.api.delete(&path).await.refused(ErrorCode::Forbidden);
    agent.api.delete(&path).await.done();
    let event = heard.event("whisper.deleted").await;
    assert_eq!(event["content"]["text"], "");
    agent.api.delete(&path).await.done();
    agent.api.patch(&path, &json!({"text": "Again"})).await.refused(ErrorCode::Conflict);
    let more = heard.drain().await;
    assert!(more.iter().all(|frame| frame["type"] != "event"), "deleting again tells nothing: {more:?}");
}

#[tokio::test]
async fn who_may_not_whisper_does_not() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/chats/{}/whispers", chat.id);
    let request = json!({"client_id": Uuid::now_v7(), "text": "x"});
    let silent = agent_who_may(&shop, "Bia", &[Permission::JoinChats, Permission::SeeHistory]).await;
    silent.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    silent.api.post(&path, &request).await.refused(ErrorCode::Forbidden);
    let colleague = shop.agent("Caio").await;
    colleague.api.post(&path, &request).await.refused(ErrorCode::NotParticipant);
    school.admin.api.post(&path, &request).await.refused(ErrorCode::NotFound);
    visitor.api.post(&path, &request).await.refused(ErrorCode::Unauthenticated);
    let unknown = format!("/v1/chats/{}/whispers", Uuid::now_v7());
    agent.api.post(&unknown, &request).await.refused(ErrorCode::NotFound);
    let nothing = json!({"text": "x"});
    agent.api.patch(&format!("{path}/{}", Uuid::now_v7()), &nothing).await.refused(ErrorCode::NotFound);
    agent.api.post(&path, &json!({"client_id": Uuid::now_v7(), "text": " "})).await.refused(ErrorCode::InvalidFields);
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    agent.api.post(&path, &request).await.refused(ErrorCode::ChatClosed);
}
