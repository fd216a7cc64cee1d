//! Rows: R4, R6, R11

use std::collections::HashSet;

use futures_util::{StreamExt, future::join_all, stream};
use harness::{AgentActor, Organization, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Permission, ProfileView, Role},
    chat::{ChatListItemView, ChatState},
    error::{ErrorCode, Problem},
    offer::{AcceptedOfferView, OfferState, RoutingStepKind, RoutingStepView},
    queue::{QueueSettings, QueueView, RoutingMode},
};
use serde_json::json;
use uuid::Uuid;

fn by_pull() -> QueueSettings {
    QueueSettings { routing_mode: RoutingMode::Pull, ..QueueSettings::default() }
}

async fn next(agent: &AgentActor, queue: &QueueView) -> AcceptedOfferView {
    agent.api.act(&format!("/v1/queues/{}/next", queue.id)).await.ok()
}

async fn start(shop: &Organization, queue: &str) -> Uuid {
    shop.visitor().await.start(queue, "Hello").await.id
}

async fn close(agent: &AgentActor, chat_id: Uuid) {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await.done();
}

async fn story(agent: &AgentActor, chat_id: Uuid) -> Vec<(RoutingStepKind, Option<String>, Option<String>)> {
    let steps: Vec<RoutingStepView> = agent.api.all(&format!("/v1/chats/{chat_id}/routing")).await;
    steps.into_iter().map(|step| (step.kind, step.agent_name, step.reason)).collect()
}

async fn listed(agent: &AgentActor, filter: &str) -> Vec<Uuid> {
    let chats: Vec<ChatListItemView> = agent.api.all(&format!("/v1/chats?filter={filter}&limit=1")).await;
    chats.into_iter().map(|item| item.chat.id).collect()
}

#[tokio::test]
async fn in_a_pull_queue_nobody_is_alerted_and_next_takes_the_longest_waiting_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let mut socket = ana.socket().await;
    ana.ready().await;
    let queue = shop.queue("sales", by_pull(), &[&ana, &bia]).await;
    let visitor = shop.visitor().await;
    let first = visitor.start("sales", "Hello").await.id;
    let second = start(&shop, "sales").await;
    assert!(ana.offers().await.is_empty());
    let heard = socket.drain().await;
    assert!(heard.iter().all(|frame| frame["event"]["type"] != "offer.made"), "nobody is alerted: {heard:?}");

    let taken = next(&ana, &queue).await;
    assert_eq!((taken.chat.id, taken.chat.state), (first, ChatState::Active));
    assert_eq!(
        (taken.offer.agent_id, taken.offer.state, taken.offer.mode),
        (ana.id, OfferState::Accepted, RoutingMode::Pull)
    );
    let [participant] = taken.chat.participants.as_slice() else { panic!("one agent is in it") };
    assert!(participant.agent_id == ana.id && participant.responsible);
    socket.event_where("participant.joined", |content| content["chat"]["id"] == json!(first)).await;
    let told = visitor.messages(first).await;
    assert!(told.iter().any(|message| message.notice.is_some()), "the visitor is told that somebody joined");
    assert_eq!(next(&bia, &queue).await.chat.id, second);
    ana.api.act(&format!("/v1/queues/{}/next", queue.id)).await.refused(ErrorCode::QueueEmpty);
    let expected = [
        (RoutingStepKind::Queued, None, None),
        (RoutingStepKind::Accepted, Some("Ana".to_owned()), Some("pulled".to_owned())),
    ];
    assert_eq!(story(&ana, first).await, expected);
}

#[tokio::test]
async fn the_same_call_again_gives_the_same_chat_and_another_call_the_next() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let queue = shop.queue("sales", by_pull(), &[&ana, &bia]).await;
    let (first, second) = (start(&shop, "sales").await, start(&shop, "sales").await);
    let path = format!("/v1/queues/{}/next?client_id={}", queue.id, Uuid::now_v7());
    let taken: AcceptedOfferView = ana.api.act(&path).await.ok();
    assert_eq!(taken.chat.id, first);
    let again: AcceptedOfferView = ana.api.act(&path).await.ok();
    assert_eq!(again.offer, taken.offer, "a repeated call takes no second chat");
    close(&ana, first).await;
    let again: AcceptedOfferView = ana.api.act(&path).await.ok();
    assert_eq!((again.chat.id, again.chat.state), (first, ChatState::Closed), "as it stands now");
    let other: AcceptedOfferView = bia.api.act(&path).await.ok();
    assert_eq!(other.chat.id, second, "another agent's call is another call");
}

#[tokio::test]
async fn only_members_take_the_next_and_only_where_nobody_is_told_of_it() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, stranger) = (shop.agent("Ana").await, school.agent("Caio").await);
    let chief = shop.agent_with_role("Chief", Role::Supervisor).await;
    let queue = shop.queue("sales", by_pull(), &[&ana]).await;
    let ringing = shop.queue("support", QueueSettings::default(), &[&ana]).await;
    let chat_id = start(&shop, "sales").await;
    let path = format!("/v1/queues/{}/next", queue.id);
    chief.api.act(&path).await.refused(ErrorCode::Forbidden);
    stranger.api.act(&path).await.refused(ErrorCode::NotFound);
    ana.api.act(&format!("/v1/queues/{}/next", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    ana.api.act(&format!("/v1/queues/{}/next", ringing.id)).await.refused(ErrorCode::Conflict);
    ana.api.act(&format!("/v1/chats/{chat_id}/accept")).await.refused(ErrorCode::Conflict);
    ana.api.act(&format!("{path}?client_id=7")).await.refused(ErrorCode::BadRequest);
    stranger.api.act("/v1/chats/next").await.refused(ErrorCode::QueueEmpty);
    assert_eq!(next(&ana, &queue).await.chat.id, chat_id);
}

#[tokio::test]
async fn next_over_all_own_pull_queues_takes_the_longest_waiting_that_the_limits_allow() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings { agent_chats_most: Some(1), ..by_pull() }, &[&ana]).await;
    shop.queue("support", by_pull(), &[&ana]).await;
    shop.queue("foreign", by_pull(), &[]).await;
    shop.queue("ringing", QueueSettings::default(), &[&ana]).await;
    start(&shop, "foreign").await;
    start(&shop, "ringing").await;
    ana.api.act("/v1/chats/next").await.refused(ErrorCode::QueueEmpty);
    let (first, beyond) = (start(&shop, "sales").await, start(&shop, "sales").await);
    let support = start(&shop, "support").await;
    let taken = async || ana.api.act("/v1/chats/next").await.ok::<AcceptedOfferView>().chat.id;
    assert_eq!(taken().await, first);
    assert_eq!(taken().await, support, "the older chat is beyond the agent's limit in its queue");
    ana.api.act("/v1/chats/next").await.refused(ErrorCode::LimitReached);
    assert_eq!(listed(&ana, "mini_queue").await, [beyond]);
    close(&ana, first).await;
    assert!(listed(&ana, "mini_queue").await.is_empty());
    assert_eq!(taken().await, beyond);
}

#[tokio::test]
async fn what_waits_beyond_a_limit_is_the_mini_queue_of_whom_it_keeps_from_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let request = json!({"name": "One", "permissions": Permission::ALL, "max_chats": 1});
    let profile: ProfileView = shop.admin.api.post("/v1/profiles", &request).await.ok();
    shop.admin.api.patch(&format!("/v1/agents/{}", ana.id), &json!({"profile_id": profile.id})).await.done();
    let queue = shop.queue("sales", QueueSettings { chats_most: Some(2), ..by_pull() }, &[&ana, &bia]).await;
    let mut chats = Vec::new();
    for _ in 0..5 {
        chats.push(start(&shop, "sales").await);
    }
    assert!(listed(&ana, "mini_queue").await.is_empty(), "nothing is beyond a limit yet");
    next(&ana, &queue).await;
    ana.api.act(&format!("/v1/queues/{}/next", queue.id)).await.refused(ErrorCode::LimitReached);
    assert_eq!(listed(&ana, "mini_queue").await, chats[1..], "the longest waiting first");
    assert!(listed(&bia, "mini_queue").await.is_empty(), "Bia may take one");
    next(&bia, &queue).await;
    bia.api.act(&format!("/v1/queues/{}/next", queue.id)).await.refused(ErrorCode::LimitReached);
    assert_eq!(listed(&bia, "mini_queue").await, chats[2..], "now the whole queue's limit is reached");
    assert_eq!(listed(&bia, "waiting").await, chats[2..]);
    assert!(listed(&shop.admin, "mini_queue").await.is_empty(), "an admin is no member");
    let late = start(&shop, "sales").await;
    let full = (RoutingStepKind::NobodyAvailable, None, Some("queue_full".to_owned()));
    assert_eq!(story(&ana, late).await, [(RoutingStepKind::Queued, None, None), full]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_calls_for_the_next_at_once_give_each_chat_once_and_never_more_than_the_queues_limit() {
    const MOST: usize = 7;
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let names: Vec<String> = (0..10).map(|number| format!("Agent {number}")).collect();
    let agents: Vec<AgentActor> =
        stream::iter(names.iter().map(|name| shop.agent(name))).buffer_unordered(4).collect().await;
    let settings = QueueSettings { chats_most: Some(MOST as u32), ..by_pull() };
    let queue = shop.queue("sales", settings, &agents.iter().collect::<Vec<_>>()).await;
    let starts = (0..20).map(async |_| {
        let visitor = shop.visitor().await;
        let chat_id = visitor.start("sales", "Me first").await.id;
        (visitor, chat_id)
    });
    let (_visitors, chats): (Vec<VisitorActor>, Vec<Uuid>) =
        stream::iter(starts).buffer_unordered(8).collect::<Vec<_>>().await.into_iter().unzip();
    let path = format!("/v1/queues/{}/next", queue.id);
    let mut held: HashSet<Uuid> = HashSet::new();
    for round in 0..4 {
        let calls = (0..100).map(|call| agents[call % agents.len()].api.act(&path));
        let mut won = Vec::new();
        for answer in join_all(calls).await {
            if answer.status < 300 {
                won.push(answer.ok::<AcceptedOfferView>().chat.id);
                continue;
            }
            let problem: Problem = serde_json::from_slice(&answer.body).expect("a problem");
            let fits = matches!(problem.code, ErrorCode::LimitReached | ErrorCode::QueueEmpty);
            assert!(fits, "round {round}: a call was answered with {:?}", problem.code);
        }
        let expected = MOST.min(chats.len() - held.len());
        assert_eq!(won.len(), expected, "round {round}");
        for chat_id in &won {
            assert!(held.insert(*chat_id), "round {round}: a chat was given twice");
        }
        let active = listed(&shop.admin, "others").await;
        assert_eq!(active.len(), expected, "round {round}: more chats are active than the queue may have");
        join_all(won.iter().map(|chat_id| close(&shop.admin, *chat_id))).await;
    }
    assert_eq!(held.len(), chats.len());
}

#[tokio::test]
async fn a_closed_chat_is_not_opened_again_beyond_the_limit_of_the_queue() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let queue = shop.queue("sales", QueueSettings { chats_most: Some(1), ..by_pull() }, &[&ana]).await;
    let (first, second) = (start(&shop, "sales").await, start(&shop, "sales").await);
    next(&ana, &queue).await;
    close(&ana, first).await;
    next(&ana, &queue).await;
    let reopen = format!("/v1/chats/{first}/reopen");
    ana.api.act(&reopen).await.refused(ErrorCode::LimitReached);
    close(&ana, second).await;
    ana.api.act(&reopen).await.done();
    assert_eq!(ana.chat(first).await.chat.state, ChatState::Active);
}
