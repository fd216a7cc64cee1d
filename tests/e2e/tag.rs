//! Rows: C13, G1

use harness::{AgentActor, Organization, TestServer};
use pronto_protocol::{
    agent::{Permission, Role},
    chat::{ChatListItemView, ChatView},
    error::ErrorCode,
    tag::TagView,
};
use serde_json::json;
use uuid::Uuid;

use crate::chat::agent_who_may;

async fn add(shop: &Organization, name: &str) -> TagView {
    shop.admin.api.post("/v1/tags", &json!({"name": name})).await.ok()
}

async fn tagged(agent: &AgentActor, filter: &str) -> Vec<Uuid> {
    let items: Vec<ChatListItemView> = agent.api.all(&format!("/v1/chats?filter={filter}")).await;
    items.into_iter().map(|item| item.chat.id).collect()
}

fn words(chat: &ChatView) -> Vec<&str> {
    chat.tags.iter().map(|tag| tag.name.as_str()).collect()
}

/// No chats: an empty array says nothing of its type.
const NONE: [Uuid; 0] = [];

#[tokio::test]
async fn admins_keep_the_register_and_every_agent_reads_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let mut heard = ana.socket().await;
    let vip = add(&shop, " VIP ").await;
    assert_eq!((vip.name.as_str(), vip.active), ("VIP", true));
    assert_eq!(heard.event("register.changed").await["content"]["register"], "tags");
    let other = add(&shop, "Warranty").await;
    shop.admin.api.post("/v1/tags", &json!({"name": "VIP"})).await.refused(ErrorCode::AlreadyExists);
    shop.admin.api.post("/v1/tags", &json!({"name": " "})).await.refused(ErrorCode::InvalidFields);
    let path = format!("/v1/tags/{}", vip.id);
    shop.admin.api.patch(&path, &json!({"name": "Warranty"})).await.refused(ErrorCode::AlreadyExists);
    let changed: TagView = shop.admin.api.patch(&path, &json!({"name": "Gold", "active": false})).await.ok();
    assert_eq!((changed.name.as_str(), changed.active), ("Gold", false));
    let again: TagView = shop.admin.api.patch(&path, &json!({"active": false})).await.ok();
    assert_eq!(again, changed);
    let listed: Vec<TagView> = ana.api.all("/v1/tags?limit=1").await;
    assert_eq!(listed, [changed, other]);
    ana.api.post("/v1/tags", &json!({"name": "Mine"})).await.refused(ErrorCode::Forbidden);
    ana.api.patch(&path, &json!({})).await.refused(ErrorCode::Forbidden);
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    school.admin.api.patch(&path, &json!({})).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    shop.admin.api.delete(&path).await.done();
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn chats_are_tagged_and_found_by_their_tags() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let second = shop.visitor().await.start("sales", "Hello").await;
    let (vip, warranty, old) = (add(&shop, "VIP").await, add(&shop, "Warranty").await, add(&shop, "Old").await);
    let mut heard = agent.socket().await;
    let path = format!("/v1/chats/{}/tags", chat.id);
    let request = json!({"tag_ids": [warranty.id, vip.id, warranty.id, old.id]});
    let set: ChatView = agent.api.put(&path, &request).await.ok();
    assert_eq!(words(&set), ["Warranty", "VIP", "Old"]);
    let event = heard.event("chat.updated").await;
    assert_eq!(event["content"]["tags"][1]["name"], "VIP");
    let again: ChatView = agent.api.put(&path, &request).await.ok();
    assert_eq!(again, set);
    // The chat that waits may be offered meanwhile: the agent has just come.
    let frames = heard.drain().await;
    assert!(frames.iter().all(|frame| frame["event"]["type"] != "chat.updated"), "nothing changed: {frames:?}");
    shop.admin.api.patch(&format!("/v1/tags/{}", old.id), &json!({"active": false})).await.done();
    let kept: ChatView = agent.api.put(&path, &json!({"tag_ids": [old.id, vip.id]})).await.ok();
    assert_eq!(words(&kept), ["Old", "VIP"], "a chat keeps what it has, in the order given");

    assert_eq!(tagged(&agent, &format!("mine&tag_id={}", vip.id)).await, [chat.id]);
    assert_eq!(tagged(&agent, &format!("mine&tag_id={}", warranty.id)).await, NONE);
    assert_eq!(tagged(&agent, &format!("waiting&tag_id={}", vip.id)).await, NONE);
    let waiting = format!("/v1/chats/{}/tags", second.id);
    agent.api.put(&waiting, &json!({"tag_ids": [vip.id]})).await.done();
    assert_eq!(tagged(&agent, &format!("waiting&tag_id={}", vip.id)).await, [second.id]);
    agent.api.put(&waiting, &json!({"tag_ids": [old.id]})).await.refused(ErrorCode::InvalidFields);
    shop.admin.api.delete(&format!("/v1/tags/{}", vip.id)).await.refused(ErrorCode::Conflict);
    let none: ChatView = agent.api.put(&waiting, &json!({"tag_ids": []})).await.ok();
    assert!(none.tags.is_empty());

    let foreign: TagView = school.admin.api.post("/v1/tags", &json!({"name": "VIP"})).await.ok();
    agent.api.put(&path, &json!({"tag_ids": [foreign.id]})).await.refused(ErrorCode::InvalidFields);
    let many: Vec<Uuid> = (0..21).map(|_| Uuid::now_v7()).collect();
    agent.api.put(&path, &json!({"tag_ids": many})).await.refused(ErrorCode::InvalidFields);
    let nothing = json!({"tag_ids": []});
    shop.agent("Bia").await.api.put(&path, &nothing).await.refused(ErrorCode::NotParticipant);
    let silent = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    silent.api.put(&path, &nothing).await.refused(ErrorCode::Forbidden);
    school.admin.api.put(&path, &nothing).await.refused(ErrorCode::NotFound);
    agent.api.put(&format!("/v1/chats/{}/tags", Uuid::now_v7()), &nothing).await.refused(ErrorCode::NotFound);
    let seen = visitor.api.get(&format!("/v1/visitor/chats/{}", chat.id)).await.text();
    assert!(!seen.contains("VIP"), "{seen}");
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    let late: ChatView = supervisor.api.put(&path, &json!({"tag_ids": [warranty.id]})).await.ok();
    assert_eq!(words(&late), ["Warranty"], "a closed chat can still be found better");
}
