//! Rows: R8, R11, V6, G2

use harness::{AgentActor, Answer, Organization, Socket, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Availability, Permission, Reachability},
    chat::{ChatState, ChatView},
    error::ErrorCode,
    offer::{RoutingStepKind, RoutingStepView},
    queue::{QueueSettings, RoutingMode},
    transfer::{AgentTargetView, TransferObstacle, TransferTargetView},
    visitor::VisitorChatView,
    whisper::TimelineEntryView,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

/// An agent with a socket who is ready.
async fn present(shop: &Organization, name: &str) -> (AgentActor, Socket) {
    let agent = shop.agent(name).await;
    let socket = agent.socket().await;
    agent.ready().await;
    (agent, socket)
}

fn to_agent(agent: &AgentActor) -> Value {
    json!({"client_id": Uuid::now_v7(), "agent_id": agent.id})
}

fn to_queue(queue_id: Uuid) -> Value {
    json!({"client_id": Uuid::now_v7(), "queue_id": queue_id})
}

async fn transfer(agent: &AgentActor, chat_id: Uuid, request: &Value) -> Answer {
    agent.api.post(&format!("/v1/chats/{chat_id}/transfer"), request).await
}

async fn close(agent: &AgentActor, chat_id: Uuid) -> Answer {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await
}

fn responsible(chat: &ChatView) -> Vec<Uuid> {
    chat.participants.iter().filter(|part| part.responsible).map(|part| part.agent_id).collect()
}

async fn story(agent: &AgentActor, chat_id: Uuid) -> Vec<RoutingStepView> {
    agent.api.all(&format!("/v1/chats/{chat_id}/routing")).await
}

async fn targets(agent: &AgentActor, chat_id: Uuid) -> Vec<TransferTargetView> {
    agent.api.all(&format!("/v1/chats/{chat_id}/transfer_targets?limit=2")).await
}

fn agent_among<'a>(targets: &'a [TransferTargetView], agent: &AgentActor) -> &'a AgentTargetView {
    let found = targets.iter().find_map(|target| match target {
        TransferTargetView::Agent(view) if view.agent_id == agent.id => Some(view),
        _ => None,
    });
    found.expect("the agent is listed")
}

fn obstacle_of(targets: &[TransferTargetView], queue: Uuid) -> Option<TransferObstacle> {
    let found = targets.iter().find_map(|target| match target {
        TransferTargetView::Queue(view) if view.queue_id == queue => Some(view.obstacle),
        _ => None,
    });
    found.expect("the queue is listed")
}

async fn in_active_chat(shop: &Organization) -> (AgentActor, VisitorActor, ChatView) {
    shop.active_chat("sales").await
}

#[tokio::test]
async fn an_available_agent_gets_the_chat_with_the_note_and_the_visitor_is_told_by_a_notice_alone() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = in_active_chat(&shop).await;
    let (bia, mut bias) = present(&shop, "Bia").await;
    let (mut anas, mut visitors) = (ana.socket().await, visitor.socket().await);
    let mut request = to_agent(&bia);
    request["note"] = json!("  Promised a discount.  ");

    let moved: ChatView = transfer(&ana, chat.id, &request).await.ok();
    assert_eq!((moved.state, responsible(&moved)), (ChatState::Active, vec![bia.id]));
    assert_eq!(moved.participants.len(), 1, "who transferred is out");
    let event = bias.event("chat.transferred").await;
    assert_eq!(event["content"]["transfer"]["to_agent_id"], json!(bia.id));
    assert_eq!(event["content"]["transfer"]["by_agent_id"], json!(ana.id));
    assert_eq!(event["seq"], moved.seq, "the view carries the seq of its event");
    anas.event_where("participant.left", |content| content["agent_id"] == json!(ana.id)).await;

    let notice = visitors.event_where("message.sent", |content| !content["notice"].is_null()).await;
    assert_eq!(notice["content"]["notice"]["code"], "transferred_to_agent");
    assert_eq!(notice["content"]["notice"]["names"]["agent"], "Bia");
    visitors.event_where("chat.updated", |content| content["agents"] == json!(["Bia"])).await;
    visitors.drain().await;
    let heard = Value::from(visitors.heard.clone()).to_string();
    assert!(!heard.contains("discount"), "the note never reaches the visitor: {heard}");

    let timeline: Vec<TimelineEntryView> = bia.api.all(&format!("/v1/chats/{}/timeline", chat.id)).await;
    let note = timeline.iter().find_map(|entry| match entry {
        TimelineEntryView::Whisper(whisper) => Some(whisper),
        TimelineEntryView::Message(_) => None,
    });
    let note = note.expect("the note is a whisper");
    assert_eq!((note.text.as_str(), note.sender.id), ("Promised a discount.", Some(ana.id)));
    assert_eq!(event["content"]["transfer"]["whisper_id"], json!(note.id));
    bia.say(chat.id, "I take over from Ana").await;
    ana.api
        .post(&format!("/v1/chats/{}/messages", chat.id), &harness::message("x"))
        .await
        .refused(ErrorCode::NotParticipant);
    let steps = story(&bia, chat.id).await;
    let told = steps.iter().find(|step| step.kind == RoutingStepKind::Transferred).expect("the step");
    assert_eq!((told.agent_id, told.by_agent_id), (Some(bia.id), Some(ana.id)));
    assert_eq!(told.by_agent_name.as_deref(), Some("Agent of sales"));
}

#[tokio::test]
async fn the_same_transfer_again_changes_nothing_more() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = in_active_chat(&shop).await;
    let (bia, _b) = present(&shop, "Bia").await;
    let mut request = to_agent(&bia);
    request["note"] = json!("Once");
    let answers = futures_util::future::join_all((0..6).map(|_| transfer(&ana, chat.id, &request))).await;
    for answer in answers {
        assert_eq!(responsible(&answer.ok()), [bia.id]);
    }
    let timeline: Vec<TimelineEntryView> = bia.api.all(&format!("/v1/chats/{}/timeline", chat.id)).await;
    assert_eq!(timeline.iter().filter(|entry| matches!(entry, TimelineEntryView::Whisper(_))).count(), 1);
    let notices = visitor.messages(chat.id).await;
    let told = notices
        .iter()
        .filter(|message| message.notice.as_ref().is_some_and(|notice| notice.code.as_str() == "transferred_to_agent"));
    assert_eq!(told.count(), 1);
    request["note"] = json!("Twice");
    transfer(&ana, chat.id, &request).await.refused(ErrorCode::ClientIdReused);
    // To who has it already, by another request: nothing happens either.
    let again: ChatView = transfer(&bia, chat.id, &to_agent(&bia)).await.ok();
    assert_eq!(again, bia.chat(chat.id).await.chat);
    assert_eq!(story(&bia, chat.id).await.iter().filter(|step| step.kind == RoutingStepKind::Transferred).count(), 1);
}

#[tokio::test]
async fn an_agent_who_is_not_available_is_shown_so_and_refused_and_the_story_says_why() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _visitor, chat) = in_active_chat(&shop).await;
    let queue_id = chat.queue_id;
    shop.admin.api.patch(&format!("/v1/queues/{queue_id}"), &json!({"settings": {"agent_chats_most": 1}})).await.done();
    let (busy, _busy) = present(&shop, "Bia").await;
    busy.declare(Availability::Busy).await;
    let (pausing, _pausing) = present(&shop, "Caio").await;
    pausing.declare(Availability::NotReady).await;
    let gone = shop.agent("Davi").await;
    gone.declare(Availability::Offline).await;
    let unreachable = shop.agent("Eva").await;
    unreachable.ready().await;
    let (full, _full) = present(&shop, "Fabio").await;
    shop.admin.api.put(&format!("/v1/queues/{queue_id}/members/{}", full.id), &json!({})).await.done();
    let other = shop.visitor().await.start("sales", "Me too").await;
    full.accept_chat(other.id).await;
    let (free, _free) = present(&shop, "Gil").await;

    let listed = targets(&ana, chat.id).await;
    let cases = [
        (&busy, TransferObstacle::Busy),
        (&pausing, TransferObstacle::NotReady),
        (&gone, TransferObstacle::Offline),
        (&unreachable, TransferObstacle::Unreachable),
        (&full, TransferObstacle::LimitReached),
    ];
    for (agent, obstacle) in cases {
        assert_eq!(agent_among(&listed, agent).obstacle, Some(obstacle));
        let problem = transfer(&ana, chat.id, &to_agent(agent)).await.refused(ErrorCode::AgentUnavailable);
        assert!(problem.detail.expect("why").contains(obstacle.as_str()));
        let steps = story(&ana, chat.id).await;
        let told = steps.last().expect("a step");
        assert_eq!((told.kind, told.agent_id), (RoutingStepKind::TransferRefused, Some(agent.id)));
        assert_eq!((told.reason.as_deref(), told.by_agent_id), (Some(obstacle.as_str()), Some(ana.id)));
    }
    assert_eq!(agent_among(&listed, &ana).obstacle, Some(TransferObstacle::Responsible));
    let target = agent_among(&listed, &free);
    assert_eq!((target.obstacle, target.reachability, target.member), (None, Reachability::Socket, false));
    assert!(agent_among(&listed, &full).member);
    assert_eq!(responsible(&ana.chat(chat.id).await.chat), [ana.id], "a refused transfer leaves it where it was");
    transfer(&ana, chat.id, &to_agent(&free)).await.done();
}

#[tokio::test]
async fn a_chat_transferred_to_a_queue_waits_and_is_offered_there() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = in_active_chat(&shop).await;
    let (bia, mut bias) = present(&shop, "Bia").await;
    let settings = QueueSettings { routing_mode: RoutingMode::Offer, ..QueueSettings::default() };
    let billing = shop.queue("billing", settings, &[&bia]).await;
    let colleague = shop.agent("Caio").await;
    shop.admin.api.put(&format!("/v1/queues/{}/members/{}", chat.queue_id, colleague.id), &json!({})).await.done();
    let mut colleagues = colleague.socket().await;

    let mut request = to_queue(billing.id);
    request["note"] = json!("Wants an invoice");
    let moved: ChatView = transfer(&ana, chat.id, &request).await.ok();
    assert_eq!((moved.state, moved.queue_id), (ChatState::Waiting, billing.id));
    assert!(moved.participants.is_empty());
    bias.event("chat.transferred").await;
    bias.event("offer.made").await;
    let left = colleagues.event("chat.transferred").await;
    assert_eq!(left["content"]["chat"]["queue_id"], json!(billing.id), "the old queue's members see it go");
    let last = visitor.messages(chat.id).await.pop().expect("a notice").notice.expect("a notice");
    assert_eq!((last.code.as_str(), last.names["queue"].as_str()), ("transferred_to_queue", "billing"));

    let again: ChatView = transfer(&ana, chat.id, &request).await.ok();
    assert_eq!(again.queue_id, billing.id);
    assert_eq!(bia.offers().await.len(), 1);
    bia.accept_chat(chat.id).await;
    let steps = story(&bia, chat.id).await;
    let kinds: Vec<RoutingStepKind> =
        steps.iter().map(|step| step.kind).skip_while(|kind| *kind != RoutingStepKind::Transferred).collect();
    use RoutingStepKind::{Accepted, Offered, Queued, Transferred};
    assert_eq!(kinds, [Transferred, Queued, Offered, Accepted]);
    let told = steps.iter().find(|step| step.kind == Transferred).expect("the step");
    assert_eq!((told.queue_id, told.queue_name.as_deref()), (Some(billing.id), Some("billing")));
    assert_eq!(told.by_agent_id, Some(ana.id));
}

#[tokio::test]
async fn a_chat_given_back_to_its_own_queue_waits_there_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _visitor, chat) = in_active_chat(&shop).await;
    shop.admin.api.patch(&format!("/v1/queues/{}", chat.queue_id), &json!({"settings": {"open": false}})).await.done();
    let moved: ChatView = transfer(&ana, chat.id, &to_queue(chat.queue_id)).await.ok();
    assert_eq!((moved.state, moved.queue_id), (ChatState::Waiting, chat.queue_id));
    transfer(&ana, chat.id, &to_queue(chat.queue_id)).await.refused(ErrorCode::NotParticipant);
}

#[tokio::test]
async fn a_closed_queue_or_one_with_a_chat_of_the_same_visitor_takes_none() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = in_active_chat(&shop).await;
    let closed = shop.queue("closed", QueueSettings { open: false, ..QueueSettings::default() }, &[]).await;
    let other = shop.queue("other", QueueSettings::default(), &[]).await;
    let open: VisitorChatView = visitor.start("other", "Hello there too").await;
    let listed = targets(&ana, chat.id).await;
    assert_eq!(obstacle_of(&listed, closed.id), Some(TransferObstacle::Closed));
    assert_eq!(obstacle_of(&listed, other.id), None);
    transfer(&ana, chat.id, &to_queue(closed.id)).await.refused(ErrorCode::QueueClosed);
    let problem = transfer(&ana, chat.id, &to_queue(other.id)).await.refused(ErrorCode::AlreadyExists);
    assert!(problem.detail.expect("the chat").contains(&open.id.to_string()));
    assert_eq!(responsible(&ana.chat(chat.id).await.chat), [ana.id]);
}

#[tokio::test]
async fn only_who_is_in_the_chat_and_may_transfer_does_so() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, _visitor, chat) = in_active_chat(&shop).await;
    let (bia, _b) = present(&shop, "Bia").await;
    let (stranger, _s) = present(&school, "Caio").await;
    let forbidden = agent_who_may(&shop, "Davi", &[Permission::JoinChats, Permission::SeeHistory]).await;
    let outsider = agent_who_may(&shop, "Eva", &[Permission::TransferChats]).await;
    forbidden.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    let request = to_agent(&bia);
    transfer(&bia, chat.id, &request).await.refused(ErrorCode::NotParticipant);
    transfer(&forbidden, chat.id, &request).await.refused(ErrorCode::Forbidden);
    for agent in [&outsider, &stranger, &school.admin] {
        transfer(agent, chat.id, &request).await.refused(ErrorCode::NotFound);
        agent.api.get(&format!("/v1/chats/{}/transfer_targets", chat.id)).await.refused(ErrorCode::NotFound);
    }
    let foreign = school.queue("school", QueueSettings::default(), &[]).await;
    for request in [to_agent(&stranger), to_queue(foreign.id), to_queue(Uuid::now_v7())] {
        transfer(&ana, chat.id, &request).await.refused(ErrorCode::NotFound);
    }
    transfer(&ana, Uuid::now_v7(), &request).await.refused(ErrorCode::NotFound);
    let both = json!({"client_id": Uuid::now_v7(), "agent_id": bia.id, "queue_id": chat.queue_id});
    for request in [both, json!({"client_id": Uuid::now_v7()})] {
        transfer(&ana, chat.id, &request).await.refused(ErrorCode::InvalidFields);
    }
    let mut long = to_agent(&bia);
    long["note"] = json!("x".repeat(8_001));
    transfer(&ana, chat.id, &long).await.refused(ErrorCode::InvalidFields);
    close(&ana, chat.id).await.done();
    transfer(&ana, chat.id, &request).await.refused(ErrorCode::ChatClosed);
}

#[tokio::test]
async fn who_gives_a_chat_away_has_room_for_another_and_who_gets_it_has_less() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let settings =
        QueueSettings { agent_chats_most: Some(1), routing_mode: RoutingMode::Offer, ..QueueSettings::default() };
    shop.queue("sales", settings, &[&ana, &bia]).await;
    let first = shop.visitor().await.start("sales", "First").await;
    ana.accept_chat(first.id).await;
    let second = shop.visitor().await.start("sales", "Second").await;
    assert_eq!(bia.offers().await.len(), 1);
    transfer(&ana, first.id, &to_agent(&bia)).await.done();
    assert!(bia.offers().await.is_empty(), "Bia is full now, so the offer went on");
    let offers = ana.offers().await;
    assert_eq!(offers.iter().map(|offer| offer.chat_id).collect::<Vec<_>>(), [second.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_transfers_at_once_one_moves_the_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b), (caio, _c)) =
        (present(&shop, "Ana").await, present(&shop, "Bia").await, present(&shop, "Caio").await);
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    for _ in 0..10 {
        let chat = shop.visitor().await.start("sales", "Hello").await;
        ana.accept_chat(chat.id).await;
        let (to_bia, to_caio) = (to_agent(&bia), to_agent(&caio));
        let (one, other) = tokio::join!(transfer(&ana, chat.id, &to_bia), transfer(&ana, chat.id, &to_caio));
        let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
        lost.refused(ErrorCode::NotParticipant);
        let moved: ChatView = won.ok();
        assert_eq!(moved.participants.len(), 1);
        assert_eq!(shop.admin.chat(chat.id).await.chat.participants.len(), 1);
        let steps = story(&shop.admin, chat.id).await;
        assert_eq!(steps.iter().filter(|step| step.kind == RoutingStepKind::Transferred).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_against_a_close_ends_in_one_of_the_two() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    for _ in 0..10 {
        let chat = shop.visitor().await.start("sales", "Hello").await;
        ana.accept_chat(chat.id).await;
        let request = to_agent(&bia);
        let (moved, closed) = tokio::join!(transfer(&ana, chat.id, &request), close(&ana, chat.id));
        let now = shop.admin.chat(chat.id).await.chat;
        if moved.status == 200 {
            closed.refused(ErrorCode::NotParticipant);
            assert_eq!((now.state, responsible(&now)), (ChatState::Active, vec![bia.id]));
        } else {
            moved.refused(ErrorCode::ChatClosed);
            closed.done();
            assert_eq!(now.state, ChatState::Closed);
        }
    }
}
