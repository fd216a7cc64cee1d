//! Rows: R5, R6, R11, N2, N4, P1

use std::{collections::HashMap, time::Duration};

use futures_util::{StreamExt, future::join_all, stream};
use harness::{AgentActor, Organization, Socket, TestServer};
use pronto_protocol::{
    agent::{Availability, Permission, ProfileView},
    chat::{ChatListItemView, ChatState},
    error::ErrorCode,
    offer::{RoutingStepKind, RoutingStepView},
    queue::{QueueCountsView, QueueSettings, QueueView, RoutingMode},
};
use serde_json::json;
use uuid::Uuid;

/// Long enough that no offer ends by itself while a busy machine looks at it, and so short that three of them pass before a
/// socket that was silent meanwhile (75 s) is closed.
const OFFER_SECONDS: u32 = 20;

fn by_turn() -> QueueSettings {
    QueueSettings { routing_mode: RoutingMode::Auto, offer_seconds: OFFER_SECONDS, ..QueueSettings::default() }
}

async fn present(shop: &Organization, name: &str) -> (AgentActor, Socket) {
    let agent = shop.agent(name).await;
    let socket = agent.socket().await;
    agent.ready().await;
    (agent, socket)
}

async fn counts(agent: &AgentActor, queue: &QueueView) -> QueueCountsView {
    agent.api.get(&format!("/v1/queues/{}/counts", queue.id)).await.ok()
}

async fn start(shop: &Organization, queue: &str) -> Uuid {
    shop.visitor().await.start(queue, "Hello").await.id
}

/// Who has a chat.
async fn holder(shop: &Organization, chat_id: Uuid) -> Option<Uuid> {
    let chat = shop.admin.chat(chat_id).await.chat;
    assert!(chat.participants.len() <= 1, "a chat was given twice");
    chat.participants.first().map(|participant| participant.agent_id)
}

async fn close(agent: &AgentActor, chat_id: Uuid) {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await.done();
}

async fn profile(shop: &Organization, agent: &AgentActor, least: u32, most: Option<u32>) {
    let request = json!({"name": agent.email, "permissions": Permission::ALL, "min_chats": least, "max_chats": most});
    let profile: ProfileView = shop.admin.api.post("/v1/profiles", &request).await.ok();
    shop.admin.api.patch(&format!("/v1/agents/{}", agent.id), &json!({"profile_id": profile.id})).await.done();
}

async fn story(agent: &AgentActor, chat_id: Uuid) -> Vec<(RoutingStepKind, Option<String>, Option<String>)> {
    let steps: Vec<RoutingStepView> = agent.api.all(&format!("/v1/chats/{chat_id}/routing")).await;
    steps.into_iter().map(|step| (step.kind, step.agent_name, step.reason)).collect()
}

fn step(kind: RoutingStepKind, agent: &str, reason: &str) -> (RoutingStepKind, Option<String>, Option<String>) {
    let word = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
    (kind, word(agent), word(reason))
}

#[tokio::test]
async fn a_chat_is_given_at_once_to_the_ready_agent_who_is_told_and_the_visitor_too() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, mut socket) = present(&shop, "Ana").await;
    shop.queue("sales", by_turn(), &[&ana]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    assert_eq!((chat.state, chat.agents.as_slice()), (ChatState::Active, ["Ana".to_owned()].as_slice()));

    let told = socket.event("chat.assigned").await;
    assert_eq!(told["content"]["chat"]["id"], json!(chat.id));
    assert_eq!(told["content"]["chat"]["state"], "active");
    let offer = &told["content"]["offer"];
    assert_eq!(
        (&offer["agent_id"], &offer["mode"], &offer["state"]),
        (&json!(ana.id), &json!("auto"), &json!("accepted"))
    );
    assert_eq!((&offer["queue_name"], &offer["seq"]), (&json!("sales"), &told["seq"]));
    assert!(ana.offers().await.is_empty(), "nothing is asked");
    assert_eq!(ana.accept_chat(chat.id).await.offer.id.to_string(), offer["id"], "it is the agent's already");
    let joined = visitor.messages(chat.id).await.into_iter().filter_map(|message| message.notice).next();
    assert_eq!(joined.expect("a notice").names["agent"], "Ana");
    let expected = [step(RoutingStepKind::Queued, "", ""), step(RoutingStepKind::Assigned, "Ana", "next_in_turn")];
    assert_eq!(story(&ana, chat.id).await, expected);
}

#[tokio::test]
async fn the_agent_who_is_shown_as_next_gets_the_next_chat_every_time() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, anas) = present(&shop, "Ana").await;
    let (bia, bias) = present(&shop, "Bia").await;
    let (caio, caios) = present(&shop, "Caio").await;
    // First the profile: whose rights change has to come back.
    let davi = shop.agent("Davi").await;
    profile(&shop, &davi, 2, Some(3)).await;
    // Read all the while: a socket that never answers a ping is closed, and its agent no longer reachable.
    for socket in [anas, bias, caios, davi.socket().await] {
        socket.keep();
    }
    davi.ready().await;
    let queue = shop
        .queue("sales", QueueSettings { agent_chats_most: Some(5), ..by_turn() }, &[&ana, &bia, &caio, &davi])
        .await;
    let agents = [&ana, &bia, &caio, &davi];
    let mut given: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let mut order = Vec::new();
    for round in 0..40 {
        match round {
            4 => bia.declare(Availability::Busy).await,
            8 => bia.ready().await,
            9 => caio.declare(Availability::NotReady).await,
            12 => {
                let path = format!("/v1/queues/{}/members/{}", queue.id, ana.id);
                shop.admin.api.put(&path, &json!({"chats_most": 3})).await.done();
            }
            20 => caio.ready().await,
            _ => {}
        }
        if round % 3 == 2 {
            // Somebody has room again, another one each time.
            let agent = agents[round % agents.len()];
            if let Some(chat_id) = given.get_mut(&agent.id).and_then(Vec::pop) {
                close(agent, chat_id).await;
            }
        }
        let shown = counts(&shop.admin, &queue).await;
        assert_eq!(counts(&ana, &queue).await, shown, "members and supervisors see the same");
        if shown.waiting_count > 0 {
            assert_eq!(shown.next_agent, None, "round {round}: chats wait although somebody could take one");
        }
        let chat_id = start(&shop, "sales").await;
        let has_it = holder(&shop, chat_id).await;
        assert_eq!(has_it, shown.next_agent.as_ref().map(|next| next.agent_id), "round {round}: shown was {shown:?}");
        assert_eq!(has_it.is_none(), shown.nobody.is_some(), "round {round}: {shown:?}");
        if let Some(agent_id) = has_it {
            given.entry(agent_id).or_default().push(chat_id);
            order.push(agent_id);
        } else {
            close(&shop.admin, chat_id).await;
        }
    }
    assert_eq!(order[..2], [davi.id, davi.id], "below the own minimum first");
    assert_eq!(order[2..4], [ana.id, bia.id], "then who has waited longest for one");
    assert!(order.len() < 40, "the limits were never reached");
    assert!(given.values().all(|chats| chats.len() <= 5) && given[&davi.id].len() <= 3);
}

#[tokio::test]
async fn chats_go_round_the_ready_agents_one_after_the_other() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let sockets = [present(&shop, "Ana").await, present(&shop, "Bia").await, present(&shop, "Caio").await];
    let members: Vec<&AgentActor> = sockets.iter().map(|(agent, _)| agent).collect();
    // All that wait are given in one change, at one moment: the turns hold all the same.
    let queue = shop.queue("sales", QueueSettings { chats_most: Some(1), ..by_turn() }, &members).await;
    let mut chats = Vec::new();
    for _ in 0..9 {
        chats.push(start(&shop, "sales").await);
    }
    shop.admin.api.patch(&format!("/v1/queues/{}", queue.id), &json!({"settings": by_turn()})).await.done();
    let mut order = Vec::new();
    for chat_id in chats {
        order.push(holder(&shop, chat_id).await.expect("given"));
    }
    let once: Vec<Uuid> = members.iter().map(|member| member.id).collect();
    assert_eq!(order, once.repeat(3));
}

#[tokio::test]
async fn when_nobody_can_take_it_it_waits_and_is_given_as_soon_as_somebody_can() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let queue = shop.queue("sales", by_turn(), &[&ana, &bia]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    assert_eq!(chat.state, ChatState::Waiting);
    assert_eq!(counts(&ana, &queue).await.nobody.as_deref(), Some("offline"));
    let mut socket = visitor.socket().await;
    ana.ready().await;
    assert_eq!(holder(&shop, chat.id).await, None, "a phone that cannot be told is given nothing");
    let _a = ana.socket().await;
    server.until("the chat is given", async || holder(&shop, chat.id).await == Some(ana.id)).await;
    socket.event_where("chat.updated", |content| content["agents"] == json!(["Ana"])).await;
    let told = story(&ana, chat.id).await;
    assert_eq!(told.first(), Some(&step(RoutingStepKind::Queued, "", "")));
    assert!(told.contains(&step(RoutingStepKind::NobodyAvailable, "", "offline")), "{told:?}");
    assert!(told.contains(&step(RoutingStepKind::Skipped, "Ana", "unreachable")), "{told:?}");
    assert_eq!(told.last(), Some(&step(RoutingStepKind::Assigned, "Ana", "next_in_turn")));
}

#[tokio::test]
async fn a_chat_beyond_the_limits_is_given_when_another_ends() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _socket) = present(&shop, "Ana").await;
    let queue = shop.queue("sales", QueueSettings { agent_chats_most: Some(1), ..by_turn() }, &[&ana]).await;
    let (first, second) = (start(&shop, "sales").await, start(&shop, "sales").await);
    assert_eq!((holder(&shop, first).await, holder(&shop, second).await), (Some(ana.id), None));
    let shown = counts(&ana, &queue).await;
    assert_eq!((shown.waiting_count, shown.active_count, shown.ready_count), (1, 1, 1));
    assert_eq!((shown.next_agent, shown.nobody.as_deref()), (None, Some("limit_reached")));
    let mini: Vec<ChatListItemView> = ana.api.all("/v1/chats?filter=mini_queue").await;
    assert_eq!(mini.iter().map(|item| item.chat.id).collect::<Vec<_>>(), [second]);
    close(&ana, first).await;
    assert_eq!(holder(&shop, second).await, Some(ana.id));
}

#[tokio::test]
async fn a_chat_that_its_agent_leaves_goes_to_another_and_only_after_a_while_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", by_turn(), &[&ana, &bia]).await;
    let chat_id = start(&shop, "sales").await;
    assert_eq!(holder(&shop, chat_id).await, Some(ana.id));
    ana.api.act(&format!("/v1/chats/{chat_id}/leave")).await.done();
    assert_eq!(holder(&shop, chat_id).await, Some(bia.id));
    ana.declare(Availability::NotReady).await;
    bia.api.act(&format!("/v1/chats/{chat_id}/leave")).await.done();
    pronto_api::worker::job::run_due(&server.context).await;
    assert_eq!(holder(&shop, chat_id).await, None, "it does not come back at once to who has just left it");
    assert!(story(&bia, chat_id).await.contains(&step(RoutingStepKind::Skipped, "Bia", "left")));
    server.clock.advance(Duration::from_secs(u64::from(OFFER_SECONDS)));
    pronto_api::worker::job::run_due(&server.context).await;
    assert_eq!(holder(&shop, chat_id).await, Some(bia.id), "there is nobody else");
}

#[tokio::test]
async fn who_is_next_is_shown_to_agents_of_the_organization_alone() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, _socket) = present(&shop, "Ana").await;
    let stranger = school.agent("Caio").await;
    let queue = shop.queue("sales", by_turn(), &[]).await;
    assert_eq!(counts(&ana, &queue).await.nobody.as_deref(), Some("no_members"));
    let path = format!("/v1/queues/{}/counts", queue.id);
    stranger.api.get(&path).await.refused(ErrorCode::NotFound);
    shop.visitor().await.api.get(&path).await.refused(ErrorCode::Unauthenticated);
    ana.api.get(&format!("/v1/queues/{}/counts", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    let pulled = QueueSettings { routing_mode: RoutingMode::Pull, ..QueueSettings::default() };
    let pulled = shop.queue("pulled", pulled, &[&ana]).await;
    let shown = counts(&ana, &pulled).await;
    assert_eq!((shown.next_agent, shown.nobody, shown.ready_count), (None, None, 1), "everybody helps themselves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_chats_at_once_never_exceed_the_limit_of_the_queue_or_of_an_agent() {
    const MOST: usize = 12;
    const AGENT_MOST: usize = 4;
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let names: Vec<String> = (0..5).map(|number| format!("Agent {number}")).collect();
    let agents: Vec<AgentActor> =
        stream::iter(names.iter().map(|name| shop.agent(name))).buffer_unordered(4).collect().await;
    join_all(agents.iter().map(AgentActor::ready)).await;
    let sockets: Vec<_> = join_all(agents.iter().map(AgentActor::socket)).await.into_iter().map(Socket::keep).collect();
    let settings =
        QueueSettings { chats_most: Some(MOST as u32), agent_chats_most: Some(AGENT_MOST as u32), ..by_turn() };
    let queue = shop.queue("sales", settings, &agents.iter().collect::<Vec<_>>()).await;
    let visitors: Vec<_> = stream::iter(0..100).map(|_| shop.visitor()).buffer_unordered(8).collect().await;
    join_all(visitors.iter().map(|visitor| visitor.start("sales", "Me first"))).await;
    let mut done = 0;
    while done < 100 {
        let shown = counts(&shop.admin, &queue).await;
        let expected = MOST.min(100 - done);
        assert_eq!((shown.active_count as usize, shown.waiting_count as usize), (expected, 100 - done - expected));
        let held = join_all(agents.iter().map(async |agent| {
            let chats: Vec<ChatListItemView> = agent.api.all("/v1/chats?filter=mine").await;
            chats.into_iter().map(|item| item.chat.id).collect::<Vec<Uuid>>()
        }))
        .await;
        assert!(held.iter().all(|chats| chats.len() <= AGENT_MOST), "an agent has more than allowed: {held:?}");
        let chats: Vec<Uuid> = held.into_iter().flatten().collect();
        assert_eq!(chats.len(), expected);
        // As they end, at once, others are given in their place.
        join_all(chats.iter().map(|chat_id| close(&shop.admin, *chat_id))).await;
        done += chats.len();
    }
    for socket in sockets {
        socket.abort();
    }
}

#[tokio::test]
async fn when_the_queue_is_full_phones_fall_silent_and_ring_again_when_there_is_room() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    for mode in [RoutingMode::Broadcast, RoutingMode::Offer] {
        let settings = QueueSettings { routing_mode: mode, chats_most: Some(1), ..QueueSettings::default() };
        let slug = mode.as_str();
        shop.queue(slug, settings, &[&ana, &bia]).await;
        let (first, second) = (start(&shop, slug).await, start(&shop, slug).await);
        let offers = [ana.offers().await, bia.offers().await].concat();
        let of_second = offers.iter().filter(|offer| offer.chat_id == second).count();
        // An offer with a deadline may be accepted: it takes the room that there is.
        assert_eq!(of_second, if mode == RoutingMode::Offer { 0 } else { 2 });
        let offer = offers.iter().find(|offer| offer.chat_id == first).expect("the first is offered");
        let agent = if offer.agent_id == ana.id { &ana } else { &bia };
        agent.api.act(&format!("/v1/offers/{}/accept", offer.id)).await.done();
        assert!(ana.offers().await.is_empty() && bia.offers().await.is_empty(), "{mode}: the queue is full");
        agent.api.act(&format!("/v1/chats/{second}/accept")).await.refused(match mode {
            RoutingMode::Offer => ErrorCode::Conflict,
            _ => ErrorCode::LimitReached,
        });
        assert!(story(&ana, second).await.iter().any(|(_, _, reason)| reason.as_deref() == Some("queue_full")));
        close(agent, first).await;
        let again = [ana.offers().await, bia.offers().await].concat();
        assert!(again.iter().all(|offer| offer.chat_id == second) && !again.is_empty(), "{mode}: there is room");
        close(&shop.admin, second).await;
    }
}

#[tokio::test]
async fn a_raised_limit_of_the_profile_lets_what_waits_come_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let request = |most: u32| json!({"name": "Few", "permissions": Permission::ALL, "max_chats": most});
    let profile: ProfileView = shop.admin.api.post("/v1/profiles", &request(1)).await.ok();
    shop.admin.api.patch(&format!("/v1/agents/{}", ana.id), &json!({"profile_id": profile.id})).await.done();
    let _socket = ana.socket().await;
    ana.ready().await;
    let queue = shop.queue("sales", by_turn(), &[&ana]).await;
    let (first, second) = (start(&shop, "sales").await, start(&shop, "sales").await);
    assert_eq!((holder(&shop, first).await, holder(&shop, second).await), (Some(ana.id), None));
    shop.admin.api.put(&format!("/v1/profiles/{}", profile.id), &request(2)).await.done();
    assert_eq!(holder(&shop, second).await, Some(ana.id));
    assert_eq!(counts(&ana, &queue).await.active_count, 2);
}
