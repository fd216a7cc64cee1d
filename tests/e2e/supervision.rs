//! Rows: P2

use harness::{AgentActor, Answer, Organization, Socket, TestServer};
use pronto_protocol::{
    agent::{Availability, Role},
    chat::{ChatState, ChatView},
    error::ErrorCode,
    offer::{RoutingStepKind, RoutingStepView},
    queue::{QueueSettings, RoutingMode},
    socket::ClientFrame,
};
use serde_json::json;
use uuid::Uuid;

async fn present(shop: &Organization, name: &str) -> (AgentActor, Socket) {
    let agent = shop.agent(name).await;
    let socket = agent.socket().await;
    agent.ready().await;
    (agent, socket)
}

async fn take_over(agent: &AgentActor, chat_id: Uuid) -> Answer {
    agent.api.act(&format!("/v1/chats/{chat_id}/take_over")).await
}

async fn transfer(agent: &AgentActor, chat_id: Uuid, to: serde_json::Value) -> Answer {
    let mut request = to;
    request["client_id"] = json!(Uuid::now_v7());
    agent.api.post(&format!("/v1/chats/{chat_id}/transfer"), &request).await
}

async fn story(agent: &AgentActor, chat_id: Uuid) -> Vec<RoutingStepView> {
    agent.api.all(&format!("/v1/chats/{chat_id}/routing")).await
}

#[tokio::test]
async fn a_supervisor_watches_a_chat_live_and_whispers_without_being_in_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    let (mut saras, mut anas, mut visitors) = (sara.socket().await, ana.socket().await, visitor.socket().await);
    saras.say(&ClientFrame::Open { chat_id: chat.id }).await;
    saras.drain().await;
    visitor.say(chat.id, "Is anybody there?").await;
    let heard = saras.event_where("message.sent", |content| content["text"] == "Is anybody there?").await;
    assert_eq!(heard["content"]["chat_id"], json!(chat.id));
    sara.whisper(chat.id, "Offer the discount").await;
    anas.event_where("whisper.sent", |content| content["text"] == "Offer the discount").await;
    visitors.drain().await;
    assert!(!format!("{:?}", visitors.heard).contains("discount"));
    assert_eq!(ana.chat(chat.id).await.chat.participants.len(), 1, "watching is not joining");
    sara.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    sara.say(chat.id, "Hello, I am Sara").await;
    assert_eq!(ana.chat(chat.id).await.chat.participants.len(), 2);
}

#[tokio::test]
async fn a_supervisor_takes_a_chat_over_whatever_the_limits_and_the_visitor_is_told() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    let joined = shop.agent("Bia").await;
    joined.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    sara.declare(Availability::NotReady).await;
    let mut anas = ana.socket().await;
    let taken: ChatView = take_over(&sara, chat.id).await.ok();
    let parts: Vec<(Uuid, bool)> = taken.participants.iter().map(|part| (part.agent_id, part.responsible)).collect();
    assert_eq!(parts, [(joined.id, false), (sara.id, true)], "who only joined stays");
    anas.event_where("participant.left", |content| content["agent_id"] == json!(ana.id)).await;
    let notice = visitor.messages(chat.id).await.pop().expect("a notice").notice.expect("a notice");
    assert_eq!((notice.code.as_str(), notice.names["agent"].as_str()), ("taken_over", "Sara"));
    let again: ChatView = take_over(&sara, chat.id).await.ok();
    assert_eq!(again, taken, "again is no change");
    let steps = story(&sara, chat.id).await;
    let told = steps.last().expect("a step");
    assert_eq!((told.kind, told.agent_id), (RoutingStepKind::TakenOver, Some(sara.id)));
    ana.api
        .post(&format!("/v1/chats/{}/messages", chat.id), &harness::message("x"))
        .await
        .refused(ErrorCode::NotParticipant);
    sara.say(chat.id, "I look into it myself").await;
}

#[tokio::test]
async fn a_waiting_chat_is_taken_over_or_moved_by_a_supervisor_and_its_offers_end() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, mut anas), (bia, mut bias)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    let settings = || QueueSettings { routing_mode: RoutingMode::Offer, ..QueueSettings::default() };
    shop.queue("sales", settings(), &[&ana]).await;
    let billing = shop.queue("billing", settings(), &[&bia]).await;
    let start = async || shop.visitor().await.start("sales", "Hello").await.id;

    let first = start().await;
    anas.event("offer.made").await;
    let taken: ChatView = take_over(&sara, first).await.ok();
    assert_eq!((taken.state, taken.participants[0].agent_id), (ChatState::Active, sara.id));
    assert!(taken.accepted_at.is_some());
    let ended = anas.event("offer.ended").await;
    assert_eq!(ended["content"]["state"], "withdrawn");

    let second = start().await;
    let waiting_since = ana.offers().await[0].waiting_since;
    let moved: ChatView = transfer(&sara, second, json!({"queue_id": billing.id})).await.ok();
    assert_eq!((moved.state, moved.queue_id), (ChatState::Waiting, billing.id));
    assert!(ana.offers().await.is_empty());
    let offer = bias.event("offer.made").await;
    assert_eq!(offer["content"]["waiting_since"], json!(waiting_since), "a chat that is moved keeps its place in time");

    let third = start().await;
    let given: ChatView = transfer(&sara, third, json!({"agent_id": bia.id})).await.ok();
    assert_eq!((given.state, given.participants[0].agent_id), (ChatState::Active, bia.id));
    assert!(ana.offers().await.is_empty());
    bia.say(third, "Good morning").await;
}

#[tokio::test]
async fn a_supervisor_moves_an_active_chat_of_others() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _visitor, chat) = shop.active_chat("sales").await;
    let (bia, _b) = present(&shop, "Bia").await;
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    let moved: ChatView = transfer(&sara, chat.id, json!({"agent_id": bia.id})).await.ok();
    assert_eq!(moved.participants.iter().map(|part| part.agent_id).collect::<Vec<_>>(), [bia.id]);
    let steps = story(&sara, chat.id).await;
    assert_eq!(
        steps.last().map(|step| (step.kind, step.by_agent_id)),
        Some((RoutingStepKind::Transferred, Some(sara.id)))
    );
    transfer(&ana, chat.id, json!({"agent_id": ana.id})).await.refused(ErrorCode::NotParticipant);
}

#[tokio::test]
async fn agents_neither_take_over_nor_move_chats_of_others() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    let (bia, _b) = present(&shop, "Bia").await;
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    let waiting = shop.visitor().await.start("sales", "Hello").await;
    take_over(&bia, chat.id).await.refused(ErrorCode::Forbidden);
    take_over(&ana, waiting.id).await.refused(ErrorCode::Forbidden);
    transfer(&ana, waiting.id, json!({"agent_id": bia.id})).await.refused(ErrorCode::NotParticipant);
    transfer(&bia, chat.id, json!({"agent_id": bia.id})).await.refused(ErrorCode::NotParticipant);
    take_over(&school.admin, chat.id).await.refused(ErrorCode::NotFound);
    take_over(&sara, Uuid::now_v7()).await.refused(ErrorCode::NotFound);
    visitor.api.act(&format!("/v1/chats/{}/take_over", chat.id)).await.refused(ErrorCode::Unauthenticated);
    assert_eq!(ana.chat(chat.id).await.chat.participants[0].agent_id, ana.id);
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", chat.id)).await.done();
    take_over(&sara, chat.id).await.refused(ErrorCode::ChatClosed);
}
