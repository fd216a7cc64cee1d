//! Rows: R12, R11

use std::time::Duration;

use harness::{AgentActor, Organization, Socket, TestServer};
use pronto_entity::job;
use pronto_protocol::{
    chat::{ChatEnd, ChatState},
    error::ErrorCode,
    offer::{RoutingStepKind, RoutingStepView},
    queue::{AddQueueRequest, QueueSettings, RoutingMode},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

async fn present(shop: &Organization, name: &str) -> (AgentActor, Socket) {
    let agent = shop.agent(name).await;
    let socket = agent.socket().await;
    agent.ready().await;
    (agent, socket)
}

fn agent_rule(minutes: u32) -> QueueSettings {
    QueueSettings {
        routing_mode: RoutingMode::Offer,
        offer_seconds: 20,
        agent_silence_minutes: Some(minutes),
        ..QueueSettings::default()
    }
}

fn visitor_rule(minutes: u32, abandon_minutes: u32) -> QueueSettings {
    QueueSettings { visitor_silence_minutes: Some(minutes), abandon_minutes, ..QueueSettings::default() }
}

/// Lets time pass, and all that is due happen.
async fn pass(server: &TestServer, seconds: u64) {
    server.clock.advance(Duration::from_secs(seconds));
    pronto_api::worker::job::run_due(&server.context).await;
}

async fn state(shop: &Organization, chat_id: Uuid) -> ChatState {
    shop.admin.chat(chat_id).await.chat.state
}

/// Codes of the system messages that the visitor reads, in order.
async fn notices(visitor: &harness::VisitorActor, chat_id: Uuid) -> Vec<String> {
    let messages = visitor.messages(chat_id).await;
    messages.into_iter().filter_map(|message| message.notice).map(|notice| notice.code.to_string()).collect()
}

async fn jobs(server: &TestServer) -> u64 {
    let jobs = job::Entity::find().filter(job::Column::Kind.eq("chat.silence"));
    jobs.count(server.context.db()).await.expect("a count")
}

#[tokio::test]
async fn a_chat_whose_agent_does_not_answer_goes_to_another_at_the_minute() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", agent_rule(5), &[&ana, &bia]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    ana.accept_chat(chat.id).await;
    pass(&server, 120).await;
    ana.say(chat.id, "Good morning").await;
    visitor.say(chat.id, "Where is my parcel?").await;
    ana.whisper(chat.id, "A whisper is no answer").await;
    // Real time passes beside the clock's: half a minute is left for it.
    pass(&server, 270).await;
    assert_eq!(state(&shop, chat.id).await, ChatState::Active);
    assert!(bia.offers().await.is_empty());
    // Sockets that said nothing for so long are gone.
    let (mut anas, _b) = (ana.socket().await, bia.socket().await);
    pass(&server, 30).await;
    assert_eq!(state(&shop, chat.id).await, ChatState::Waiting);
    assert!(ana.offers().await.is_empty(), "who was silent is passed over in this round");
    assert_eq!(bia.offers().await.iter().map(|offer| offer.chat_id).collect::<Vec<_>>(), [chat.id]);
    anas.event_where("participant.left", |content| content["agent_id"] == json!(ana.id)).await;
    assert_eq!(notices(&visitor, chat.id).await, ["agent_joined", "back_in_queue"]);
    let steps: Vec<RoutingStepView> = bia.api.all(&format!("/v1/chats/{}/routing", chat.id)).await;
    let told = steps.iter().find(|step| step.kind == RoutingStepKind::Silent).expect("the step");
    assert_eq!((told.agent_id, told.reason.as_deref()), (Some(ana.id), Some("agent_silent")));
    assert_eq!(jobs(&server).await, 0, "nobody watches a chat that waits");
    bia.accept_chat(chat.id).await;
    assert_eq!(jobs(&server).await, 1);
}

#[tokio::test]
async fn an_answer_in_time_changes_nothing_and_a_message_costs_no_job() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _a) = present(&shop, "Ana").await;
    shop.queue("sales", agent_rule(3), &[&ana]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    assert_eq!(jobs(&server).await, 0);
    ana.accept_chat(chat.id).await;
    for _ in 0..3 {
        visitor.say(chat.id, "And?").await;
        pass(&server, 150).await;
        for number in 0..10 {
            ana.say(chat.id, &format!("Answer {number}")).await;
        }
        assert_eq!(jobs(&server).await, 1, "one job a chat, whatever is said");
    }
    assert_eq!(state(&shop, chat.id).await, ChatState::Active);
    ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    assert_eq!(jobs(&server).await, 0);
}

#[tokio::test]
async fn the_only_agent_is_asked_again_after_a_while() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, mut anas) = present(&shop, "Ana").await;
    shop.queue("sales", agent_rule(1), &[&ana]).await;
    let chat = shop.visitor().await.start("sales", "Hello").await;
    ana.accept_chat(chat.id).await;
    pass(&server, 60).await;
    anas.drain().await; // heard now and then, so that she stays within reach
    assert_eq!(state(&shop, chat.id).await, ChatState::Waiting);
    assert!(ana.offers().await.is_empty());
    pass(&server, 20).await;
    assert_eq!(ana.offers().await.len(), 1);
}

#[tokio::test]
async fn a_silent_visitor_is_warned_and_then_the_chat_is_abandoned() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _a) = present(&shop, "Ana").await;
    shop.queue("sales", visitor_rule(2, 1), &[&ana]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    ana.accept_chat(chat.id).await;
    pass(&server, 200).await;
    assert_eq!(
        notices(&visitor, chat.id).await,
        ["agent_joined"],
        "it is the agent's turn, and agents have no rule here"
    );
    ana.say(chat.id, "How can I help?").await;
    pass(&server, 90).await;
    assert_eq!(notices(&visitor, chat.id).await.len(), 1);
    pass(&server, 30).await;
    let warned = visitor.messages(chat.id).await.pop().expect("a warning").notice.expect("a notice");
    assert_eq!((warned.code.as_str(), warned.names["minutes"].as_str()), ("visitor_silent", "1"));
    pass(&server, 30).await;
    assert_eq!(state(&shop, chat.id).await, ChatState::Active);
    let mut anas = ana.socket().await;
    pass(&server, 30).await;
    let closed = shop.admin.chat(chat.id).await.chat;
    assert_eq!((closed.state, closed.end), (ChatState::Closed, Some(ChatEnd::Abandoned)));
    anas.event_where("chat.closed", |content| content["end"] == "abandoned").await;
    assert_eq!(notices(&visitor, chat.id).await, ["agent_joined", "visitor_silent", "chat_abandoned"]);
    assert_eq!(jobs(&server).await, 0);
}

#[tokio::test]
async fn a_visitor_who_answers_the_warning_keeps_the_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _a) = present(&shop, "Ana").await;
    shop.queue("sales", visitor_rule(2, 1), &[&ana]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    ana.accept_chat(chat.id).await;
    ana.say(chat.id, "How can I help?").await;
    pass(&server, 120).await;
    assert_eq!(notices(&visitor, chat.id).await.last().map(String::as_str), Some("visitor_silent"));
    visitor.say(chat.id, "I am here").await;
    pass(&server, 120).await;
    assert_eq!(state(&shop, chat.id).await, ChatState::Active);
    ana.say(chat.id, "Good").await;
    pass(&server, 90).await;
    assert_eq!(notices(&visitor, chat.id).await.len(), 2, "the two minutes count anew");
    pass(&server, 30).await;
    assert_eq!(notices(&visitor, chat.id).await, ["agent_joined", "visitor_silent", "visitor_silent"]);
}

#[tokio::test]
async fn without_rules_nothing_is_watched_and_new_rules_count_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_ana, visitor, chat) = shop.active_chat("sales").await;
    assert_eq!(jobs(&server).await, 0);
    pass(&server, 400).await;
    assert_eq!(state(&shop, chat.id).await, ChatState::Active);
    let path = format!("/v1/queues/{}", chat.queue_id);
    shop.admin.api.patch(&path, &json!({"settings": agent_rule(1)})).await.done();
    assert_eq!(jobs(&server).await, 1);
    pass(&server, 60).await;
    assert_eq!(state(&shop, chat.id).await, ChatState::Waiting);
    assert_eq!(notices(&visitor, chat.id).await.last().map(String::as_str), Some("back_in_queue"));
}

#[tokio::test]
async fn a_silence_is_noticed_after_a_restart_too() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _a) = present(&shop, "Ana").await;
    shop.queue("sales", agent_rule(2), &[&ana]).await;
    let chat = shop.visitor().await.start("sales", "Hello").await;
    ana.accept_chat(chat.id).await;
    server.restart().await;
    pass(&server, 120).await;
    let api = harness::Api::new(&server.url("")).with_token(shop.admin.api.token());
    let shown: serde_json::Value = api.get(&format!("/v1/chats/{}", chat.id)).await.ok();
    assert_eq!(shown["chat"]["state"], "waiting");
}

#[tokio::test]
async fn rules_out_of_bounds_are_refused_by_field() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let usual = QueueSettings::default;
    let cases = [
        (QueueSettings { agent_silence_minutes: Some(0), ..usual() }, "settings.agent_silence_minutes"),
        (QueueSettings { visitor_silence_minutes: Some(1_441), ..usual() }, "settings.visitor_silence_minutes"),
        (QueueSettings { abandon_minutes: 0, ..usual() }, "settings.abandon_minutes"),
    ];
    for (settings, field) in cases {
        let request = AddQueueRequest { slug: "sales".to_owned(), name: "Sales".to_owned(), settings };
        let problem = shop.admin.api.post("/v1/queues", &request).await.refused(ErrorCode::InvalidFields);
        assert_eq!(problem.fields[0].field, field);
    }
}
