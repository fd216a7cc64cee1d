//! Rows: C13

use std::time::Duration;

use harness::{AgentActor, TestServer};
use pronto_protocol::{
    Timestamp,
    agent::Permission,
    chat::{ChatListItemView, ChatView},
    error::ErrorCode,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

async fn snooze(agent: &AgentActor, chat_id: Uuid, until: Timestamp) -> harness::Answer {
    agent.api.put(&format!("/v1/chats/{chat_id}/snooze"), &json!({"until": until})).await
}

fn until(server: &TestServer, seconds: i64) -> Timestamp {
    Timestamp::from_unix_ms(server.clock.now_ms() + seconds * 1000)
}

fn snoozed(chat: &ChatView, agent: &AgentActor) -> Option<Timestamp> {
    chat.participants.iter().find(|participant| participant.agent_id == agent.id).and_then(|own| own.snoozed_until)
}

async fn mine(agent: &AgentActor, narrowed: &str) -> Vec<Uuid> {
    let items: Vec<ChatListItemView> = agent.api.all(&format!("/v1/chats?filter=mine{narrowed}")).await;
    items.into_iter().map(|item| item.chat.id).collect()
}

fn is_back(content: &Value) -> bool {
    content["participants"].as_array().is_some_and(|all| all.iter().all(|one| one["snoozed_until"].is_null()))
}

/// Nothing is left to happen to any chat.
async fn nothing_is_planned(server: &TestServer) {
    use sea_orm::EntityTrait;
    let jobs = pronto_entity::job::Entity::find().all(server.context.db()).await.expect("jobs");
    assert!(jobs.iter().all(|job| job.kind != "chat.wake"), "{jobs:?}");
}

/// No chats: an empty array says nothing of its type.
const NONE: [Uuid; 0] = [];

#[tokio::test]
async fn a_chat_set_aside_comes_back_at_its_time() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let mut heard = agent.socket().await;
    // Real time passes beside the clock's, so that there is room for it on either side of each of these times.
    let at = until(&server, 40);
    let aside: ChatView = snooze(&agent, chat.id, at).await.ok();
    assert_eq!(snoozed(&aside, &agent), Some(at));
    heard.event_where("chat.updated", |content| !is_back(content)).await;
    let again: ChatView = snooze(&agent, chat.id, at).await.ok();
    assert_eq!(again, aside);
    assert_eq!(mine(&agent, "&snoozed=true").await, [chat.id]);
    assert_eq!(mine(&agent, "&snoozed=false").await, NONE);
    assert_eq!(mine(&agent, "").await, [chat.id]);

    let later: ChatView = snooze(&agent, chat.id, until(&server, 90)).await.ok();
    heard.event("chat.updated").await;
    server.clock.advance(Duration::from_secs(50));
    agent.say(chat.id, "I am still looking").await;
    heard.event("message.sent").await;
    heard.drain().await; // a socket that is silent for so long as both is closed
    assert_eq!(snoozed(&agent.chat(chat.id).await.chat, &agent), snoozed(&later, &agent), "the first time is void");
    server.clock.advance(Duration::from_secs(50));
    heard.event_where("chat.updated", is_back).await;
    assert_eq!(mine(&agent, "&snoozed=true").await, NONE);
    nothing_is_planned(&server).await;
}

#[tokio::test]
async fn it_comes_back_when_the_visitor_writes() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard = agent.socket().await;
    snooze(&agent, chat.id, until(&server, 600)).await.done();
    agent.say(chat.id, "One moment").await;
    assert!(snoozed(&agent.chat(chat.id).await.chat, &agent).is_some(), "one's own words leave it aside");
    visitor.say(chat.id, "Are you there?").await;
    heard.event_where("message.sent", |content| content["text"] == "Are you there?").await;
    let event = heard.event("chat.updated").await;
    assert!(is_back(&event["content"]), "{event}");
    let shown = agent.chat(chat.id).await.chat;
    assert_eq!((snoozed(&shown, &agent), shown.seq), (None, event["seq"].as_u64().expect("seq")));

    // The other way to send: a quote.
    let quoted = visitor.messages(chat.id).await.remove(0);
    snooze(&agent, chat.id, until(&server, 600)).await.done();
    let mut request = harness::message("This one");
    request.quoted_id = Some(quoted.id);
    visitor.api.post(&format!("/v1/visitor/chats/{}/messages", chat.id), &request).await.done();
    assert_eq!(snoozed(&agent.chat(chat.id).await.chat, &agent), None);
    nothing_is_planned(&server).await;
}

#[tokio::test]
async fn each_agent_sets_it_aside_alone_and_takes_it_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let colleague = shop.agent("Bia").await;
    colleague.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    snooze(&agent, chat.id, until(&server, 20)).await.done();
    let both: ChatView = snooze(&colleague, chat.id, until(&server, 60)).await.ok();
    assert!(snoozed(&both, &agent) < snoozed(&both, &colleague));
    let mut heard = agent.socket().await;
    server.clock.advance(Duration::from_secs(30));
    heard.event("chat.updated").await;
    let half = agent.chat(chat.id).await.chat;
    assert_eq!((snoozed(&half, &agent), snoozed(&half, &colleague)), (None, snoozed(&both, &colleague)));
    let path = format!("/v1/chats/{}/snooze", chat.id);
    let back: ChatView = colleague.api.delete(&path).await.ok();
    assert_eq!(snoozed(&back, &colleague), None);
    let again: ChatView = colleague.api.delete(&path).await.ok();
    assert_eq!(again, back);
    nothing_is_planned(&server).await;

    snooze(&agent, chat.id, until(&server, 500)).await.done();
    let closed: ChatView = agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.ok();
    assert_eq!(snoozed(&closed, &agent), None, "what is over waits for nothing");
    nothing_is_planned(&server).await;
}

#[tokio::test]
async fn a_time_that_makes_no_sense_or_a_chat_of_others_is_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    for seconds in [0, -1, 367 * 24 * 3_600] {
        let refused = snooze(&agent, chat.id, until(&server, seconds)).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, "until");
    }
    let at = until(&server, 60);
    let colleague = shop.agent("Bia").await;
    snooze(&colleague, chat.id, at).await.refused(ErrorCode::NotParticipant);
    let path = format!("/v1/chats/{}/snooze", chat.id);
    colleague.api.delete(&path).await.refused(ErrorCode::NotParticipant);
    snooze(&shop.admin, chat.id, at).await.refused(ErrorCode::NotParticipant);
    snooze(&school.admin, chat.id, at).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    let silent = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    snooze(&silent, chat.id, at).await.refused(ErrorCode::Forbidden);
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    snooze(&agent, chat.id, at).await.refused(ErrorCode::ChatClosed);
}
