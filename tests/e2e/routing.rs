//! Rows: R1, R3, R6, R11, N4

use std::time::Duration;

use harness::{AgentActor, Organization, Socket, TestServer};
use pronto_protocol::{
    agent::{Availability, Permission, ProfileView},
    error::ErrorCode,
    offer::{OfferView, RoutingStepKind, RoutingStepView},
    queue::{QueueSettings, RoutingMode},
};
use serde_json::json;
use uuid::Uuid;

/// Long enough that no offer ends by itself while a busy machine looks at it, and so short that three of them pass before a
/// socket that was silent meanwhile (75 s) is closed.
const OFFER_SECONDS: u32 = 20;

fn by_offer() -> QueueSettings {
    QueueSettings { routing_mode: RoutingMode::Offer, offer_seconds: OFFER_SECONDS, ..QueueSettings::default() }
}

async fn present(shop: &Organization, name: &str) -> (AgentActor, Socket) {
    let agent = shop.agent(name).await;
    let socket = agent.socket().await;
    agent.ready().await;
    (agent, socket)
}

async fn start(shop: &Organization, queue: &str) -> Uuid {
    shop.visitor().await.start(queue, "Hello").await.id
}

async fn accept(agent: &AgentActor, offer: &OfferView) {
    agent.api.act(&format!("/v1/offers/{}/accept", offer.id)).await.done();
}

async fn close(agent: &AgentActor, chat_id: Uuid) {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await.done();
}

async fn chats_offered_to(agent: &AgentActor) -> Vec<Uuid> {
    agent.offers().await.into_iter().map(|offer| offer.chat_id).collect()
}

async fn story(agent: &AgentActor, chat_id: Uuid) -> Vec<(RoutingStepKind, Option<String>, Option<String>)> {
    let steps: Vec<RoutingStepView> = agent.api.all(&format!("/v1/chats/{chat_id}/routing?limit=3")).await;
    steps.into_iter().map(|step| (step.kind, step.agent_name, step.reason)).collect()
}

fn step(kind: RoutingStepKind, agent: &str, reason: &str) -> (RoutingStepKind, Option<String>, Option<String>) {
    let word = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
    (kind, word(agent), word(reason))
}

async fn profile(shop: &Organization, agent: &AgentActor, least: u32, most: Option<u32>) {
    let request = json!({"name": agent.email, "permissions": Permission::ALL, "min_chats": least, "max_chats": most});
    let profile: ProfileView = shop.admin.api.post("/v1/profiles", &request).await.ok();
    let change = json!({"profile_id": profile.id});
    shop.admin.api.patch(&format!("/v1/agents/{}", agent.id), &change).await.done();
}

#[tokio::test]
async fn an_agent_below_the_own_minimum_is_preferred_and_then_who_waited_longest() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    profile(&shop, &bia, 1, None).await;
    let _sockets = (ana.socket().await, bia.socket().await);
    ana.ready().await;
    bia.ready().await;
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;

    start(&shop, "sales").await;
    let offers = bia.offers().await;
    assert_eq!(offers.len(), 1, "Ana's id is the smaller, but Bia is below the own minimum");
    accept(&bia, &offers[0]).await;
    start(&shop, "sales").await;
    let offers = ana.offers().await;
    assert_eq!(offers.len(), 1, "Ana has never had one");
    accept(&ana, &offers[0]).await;
    start(&shop, "sales").await;
    assert_eq!(bia.offers().await.len(), 1, "Bia's last one is the longer ago");
    start(&shop, "sales").await;
    assert_eq!(ana.offers().await.len(), 1, "Bia's phone is ringing already");
}

#[tokio::test]
async fn nobody_is_offered_more_than_the_limit_of_the_queue_or_the_own() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let settings = QueueSettings { agent_chats_most: Some(2), ..by_offer() };
    let queue = shop.queue("sales", settings, &[&ana, &bia]).await;
    shop.admin.api.put(&format!("/v1/queues/{}/members/{}", queue.id, bia.id), &json!({"chats_most": 1})).await.done();
    let mut chats = Vec::new();
    for _ in 0..5 {
        chats.push(start(&shop, "sales").await);
    }
    assert_eq!((ana.offers().await.len(), bia.offers().await.len()), (2, 1), "open offers count towards the limit");
    for agent in [&ana, &bia] {
        for offer in agent.offers().await {
            accept(agent, &offer).await;
        }
    }
    assert!(ana.offers().await.is_empty() && bia.offers().await.is_empty());
    let last = chats[4];
    let told = story(&ana, last).await;
    assert!(told.contains(&step(RoutingStepKind::Skipped, "Bia", "limit_reached")), "{told:?}");
    assert!(told.contains(&step(RoutingStepKind::NobodyAvailable, "", "limit_reached")), "{told:?}");

    close(
        &ana,
        ana.api.all::<serde_json::Value>("/v1/chats?filter=mine").await[0]["chat"]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap(),
    )
    .await;
    assert_eq!(chats_offered_to(&ana).await, [chats[3]], "who waits longest has the place that became free");
    assert!(bia.offers().await.is_empty());
}

#[tokio::test]
async fn the_limit_of_the_profile_counts_every_queue_and_is_asked_again_at_accept() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    profile(&shop, &ana, 0, Some(1)).await;
    let _socket = ana.socket().await;
    ana.ready().await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    shop.queue("repairs", QueueSettings::default(), &[&ana]).await;
    let (first, second) = (start(&shop, "sales").await, start(&shop, "repairs").await);
    let offers = ana.offers().await;
    assert_eq!(offers.len(), 2, "a broadcast promises nothing");
    accept(&ana, &offers[0]).await;
    assert!(ana.offers().await.is_empty(), "what cannot be taken does not ring on");
    ana.api.act(&format!("/v1/chats/{second}/accept")).await.refused(ErrorCode::LimitReached);
    close(&ana, first).await;
    assert_eq!(chats_offered_to(&ana).await, [second]);
    assert_eq!(ana.accept_chat(second).await.chat.id, second);
}

#[tokio::test]
async fn who_pauses_gives_open_offers_back_and_they_go_on() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, mut socket), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let chat = start(&shop, "sales").await;
    assert_eq!(chats_offered_to(&ana).await, [chat]);
    ana.declare(Availability::NotReady).await;
    let ended = socket.event("offer.ended").await;
    assert_eq!(ended["content"]["state"], "withdrawn");
    assert!(ana.offers().await.is_empty());
    assert_eq!(chats_offered_to(&bia).await, [chat]);
    ana.ready().await;
    assert!(ana.offers().await.is_empty(), "it is with Bia now");
    // Whoever gave it back has not declined it.
    bia.declare(Availability::Busy).await;
    assert_eq!(chats_offered_to(&ana).await, [chat]);
}

#[tokio::test]
async fn two_waiting_chats_ring_at_two_agents() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let _sockets = (ana.socket().await, bia.socket().await);
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let (first, second) = (start(&shop, "sales").await, start(&shop, "sales").await);
    ana.ready().await;
    assert_eq!(chats_offered_to(&ana).await, [first, second]);
    let third = start(&shop, "sales").await;
    bia.ready().await;
    assert_eq!(chats_offered_to(&ana).await, [first, second, third]);
    assert!(bia.offers().await.is_empty(), "an open offer is not taken away");
    let fourth = start(&shop, "sales").await;
    assert_eq!(chats_offered_to(&bia).await, [fourth]);
}

#[tokio::test]
async fn the_story_tells_who_was_asked_and_why_nobody_was_available_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    ana.socket().await.keep();
    bia.ready().await;
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let chat = start(&shop, "sales").await;
    use RoutingStepKind::{Accepted, Declined, Expired, NobodyAvailable, Offered, Queued, RoundStarted, Skipped};
    let waiting = [
        step(Queued, "", ""),
        step(Skipped, "Ana", "offline"),
        step(Skipped, "Bia", "unreachable"),
        step(NobodyAvailable, "", "unreachable"),
    ];
    assert_eq!(story(&ana, chat).await, waiting);
    // A pass that finds nothing new tells nothing new.
    bia.declare(Availability::NotReady).await;
    bia.ready().await;
    assert_eq!(story(&ana, chat).await, waiting);

    ana.ready().await;
    let offers = ana.offers().await;
    ana.api.act(&format!("/v1/offers/{}/decline", offers[0].id)).await.done();
    for _ in 0..2 {
        // The pause after a decline, then the deadline of the second offer.
        server.clock.advance(Duration::from_secs(u64::from(OFFER_SECONDS)));
        pronto_api::worker::job::run_due(&server.context).await;
    }
    server.clock.advance(Duration::from_secs(u64::from(OFFER_SECONDS)));
    pronto_api::worker::job::run_due(&server.context).await;
    let offers = ana.offers().await;
    accept(&ana, &offers[0]).await;
    let told = story(&ana, chat).await;
    let went_on = [
        step(Offered, "Ana", ""),
        step(Declined, "Ana", ""),
        step(Skipped, "Ana", "already_offered"),
        step(NobodyAvailable, "", "already_offered"),
        step(RoundStarted, "", ""),
        step(Offered, "Ana", ""),
        step(Expired, "Ana", ""),
        step(Skipped, "Ana", "already_offered"),
        step(NobodyAvailable, "", "already_offered"),
        step(RoundStarted, "", ""),
        step(Offered, "Ana", ""),
        step(Accepted, "Ana", ""),
    ];
    assert_eq!(told[waiting.len()..], went_on);
}

#[tokio::test]
async fn the_story_of_a_chat_is_for_who_may_see_it() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let stranger = school.agent("Caio").await;
    shop.queue("sales", by_offer(), &[]).await;
    let chat = start(&shop, "sales").await;
    let told = story(&shop.admin, chat).await;
    assert_eq!(told.last(), Some(&step(RoutingStepKind::NobodyAvailable, "", "no_members")));
    stranger.api.get(&format!("/v1/chats/{chat}/routing")).await.refused(ErrorCode::NotFound);
    shop.admin.api.get(&format!("/v1/chats/{}/routing", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_new_member_is_offered_what_waits_and_one_who_goes_gives_it_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let queue = shop.queue("sales", by_offer(), &[]).await;
    let chat = start(&shop, "sales").await;
    let member = |agent: &AgentActor| format!("/v1/queues/{}/members/{}", queue.id, agent.id);
    shop.admin.api.put(&member(&ana), &json!({})).await.done();
    assert_eq!(chats_offered_to(&ana).await, [chat]);
    shop.admin.api.put(&member(&bia), &json!({})).await.done();
    assert!(bia.offers().await.is_empty());
    shop.admin.api.delete(&member(&ana)).await.done();
    assert!(ana.offers().await.is_empty());
    assert_eq!(chats_offered_to(&bia).await, [chat]);
}

#[tokio::test]
async fn chats_that_wait_follow_a_new_mode_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let queue = shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let chat = start(&shop, "sales").await;
    let path = format!("/v1/queues/{}", queue.id);
    shop.admin.api.patch(&path, &json!({"settings": QueueSettings::default()})).await.done();
    for agent in [&ana, &bia] {
        let offers = agent.offers().await;
        assert_eq!(offers.len(), 1);
        assert!(offers[0].expires_at.is_none() && offers[0].chat_id == chat);
    }
    shop.admin.api.patch(&path, &json!({"settings": by_offer()})).await.done();
    let open = [ana.offers().await, bia.offers().await].concat();
    assert_eq!(open.len(), 1, "one at a time again: {open:?}");
    assert!(open[0].expires_at.is_some());
}

#[tokio::test]
async fn a_chat_that_waits_again_is_offered_to_who_declined_it_before() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let chat = start(&shop, "sales").await;
    let offers = ana.offers().await;
    ana.api.act(&format!("/v1/offers/{}/decline", offers[0].id)).await.done();
    accept(&bia, &bia.offers().await[0]).await;
    bia.api.act(&format!("/v1/chats/{chat}/leave")).await.done();
    assert_eq!(chats_offered_to(&ana).await, [chat], "Ana has had none, so Ana comes first");
    let told = story(&ana, chat).await;
    assert_eq!(told.iter().filter(|(kind, ..)| *kind == RoutingStepKind::Queued).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_stay_within_the_limit_while_chats_rush_in() {
    const MOST: u32 = 2;
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let mut crew = Vec::new();
    for name in ["Ana", "Bia", "Caio"] {
        crew.push(present(&shop, name).await);
    }
    let agents: Vec<&AgentActor> = crew.iter().map(|(agent, _)| agent).collect();
    let settings = QueueSettings { agent_chats_most: Some(MOST), offer_seconds: 600, ..by_offer() };
    shop.queue("sales", settings, &agents).await;
    futures_util::future::join_all((0..20).map(|_| start(&shop, "sales"))).await;
    for agent in &agents {
        let offers = agent.offers().await;
        assert_eq!(offers.len(), MOST as usize);
        for offer in &offers {
            accept(agent, offer).await;
        }
    }
    for agent in agents {
        assert!(agent.offers().await.is_empty(), "everybody is full");
    }
}
