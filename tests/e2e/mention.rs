//! Rows: C13, N2

use harness::TestServer;
use pronto_protocol::{
    agent::{Permission, Role},
    mention::MentionView,
    queue::QueueSettings,
    whisper::WhisperView,
};
use serde_json::json;

use crate::chat::agent_who_may;

#[tokio::test]
async fn agents_named_in_a_whisper_are_told_though_they_are_not_in_the_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let bia = shop.agent("Bia Souza").await;
    let caio = shop.agent("Caio").await;
    let (mut heard_by_bia, mut heard_by_caio) = (bia.socket().await, caio.socket().await);
    let mut heard_by_visitor = visitor.socket().await;
    let whisper = agent.whisper(chat.id, "@bia please look, and write to x@caio.example").await;
    assert_eq!(whisper.mentions, [bia.id]);
    let event = heard_by_bia.event("mention.made").await;
    let told: MentionView = serde_json::from_value(event["content"].clone()).expect("a mention");
    assert_eq!((told.whisper_id, told.chat_id, told.agent_id), (whisper.id, chat.id, bia.id));
    assert_eq!((told.position, told.chat_number, told.by_id), (whisper.position, chat.number, agent.id));
    let listed: Vec<MentionView> = bia.api.all("/v1/mentions").await;
    assert_eq!(listed, [told]);
    let others: Vec<MentionView> = caio.api.all("/v1/mentions").await;
    assert!(others.is_empty());

    let path = format!("/v1/chats/{}/whispers/{}", chat.id, whisper.id);
    let edited: WhisperView = agent.api.patch(&path, &json!({"text": "@Caio, not @agent of sales"})).await.ok();
    assert_eq!(edited.mentions, [caio.id], "nobody mentions oneself");
    heard_by_caio.event("mention.made").await;
    let gone: Vec<MentionView> = bia.api.all("/v1/mentions").await;
    assert!(gone.is_empty(), "who is no longer named");
    agent.api.patch(&path, &json!({"text": "@Caio!"})).await.done();
    let frames = heard_by_caio.drain().await;
    assert!(frames.iter().all(|frame| frame["event"]["type"] != "mention.made"), "told once: {frames:?}");
    agent.api.delete(&path).await.done();
    let gone: Vec<MentionView> = caio.api.all("/v1/mentions").await;
    assert!(gone.is_empty());
    heard_by_visitor.drain().await;
    let frames = serde_json::to_string(&heard_by_visitor.heard).expect("frames");
    assert!(!frames.contains("mention") && !frames.contains("Bia"), "{frames}");
}

#[tokio::test]
async fn only_who_may_see_the_chat_is_mentioned() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    school.agent("Bia Foreign").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let blind = agent_who_may(&shop, "Bia Lima", &[Permission::CloseChats]).await;
    let historian = agent_who_may(&shop, "Bia Souza", &[Permission::SeeHistory]).await;
    let supervisor = shop.agent_with_role("Bia Sara", Role::Supervisor).await;
    let gone = shop.agent("Bia Gone").await;
    shop.admin.api.patch(&format!("/v1/agents/{}", gone.id), &json!({"active": false})).await.done();
    let mut named = agent.whisper(chat.id, "@bia").await.mentions;
    let mut wanted = vec![historian.id, supervisor.id];
    named.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(named, wanted);
    let member = agent_who_may(&shop, "Bia Member", &[Permission::CloseChats]).await;
    let path = format!("/v1/queues/{}/members/{}", chat.queue_id, member.id);
    shop.admin.api.put(&path, &json!({})).await.done();
    assert_eq!(agent.whisper(chat.id, "@biamember").await.mentions, [member.id]);
    assert!(agent.whisper(chat.id, "@bia.lima").await.mentions.is_empty());
    let other = shop.queue("support", QueueSettings::default(), &[&blind]).await;
    assert_ne!(other.id, chat.queue_id);
    assert!(agent.whisper(chat.id, "@bia.lima").await.mentions.is_empty());
}

#[tokio::test]
async fn mentions_are_read_newest_first_page_by_page() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let bia = shop.agent("Bia").await;
    let mut whispers = Vec::new();
    for _ in 0..5 {
        whispers.push(agent.whisper(chat.id, "@bia").await.id);
    }
    whispers.reverse();
    let read: Vec<MentionView> = bia.api.all("/v1/mentions?limit=2").await;
    assert_eq!(read.iter().map(|mention| mention.whisper_id).collect::<Vec<_>>(), whispers);
}
