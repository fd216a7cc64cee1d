//! Rows: R2, R3

use std::time::Duration;

use harness::{AgentActor, Organization, Socket, TestServer};
use pronto_protocol::{
    agent::{AgentView, Availability, Role},
    chat::ChatState,
    error::ErrorCode,
    offer::{AcceptedOfferView, OfferState, OfferView},
    queue::{QueueSettings, RoutingMode},
};
use uuid::Uuid;

/// Long enough that no offer ends by itself while a busy machine looks at it, and so short that three of them pass before a
/// socket that was silent meanwhile (75 s) is closed.
const OFFER_SECONDS: u32 = 20;

fn by_offer() -> QueueSettings {
    QueueSettings { routing_mode: RoutingMode::Offer, offer_seconds: OFFER_SECONDS, ..QueueSettings::default() }
}

/// An agent with a socket; ready once a member.
async fn present(shop: &Organization, name: &str) -> (AgentActor, Socket) {
    let agent = shop.agent(name).await;
    let socket = agent.socket().await;
    agent.ready().await;
    (agent, socket)
}

async fn only_offer(agent: &AgentActor) -> OfferView {
    let mut offers = agent.offers().await;
    assert_eq!(offers.len(), 1, "one open offer was expected: {offers:?}");
    offers.remove(0)
}

async fn shown(agent: &AgentActor, offer: &OfferView) -> OfferView {
    agent.api.get(&format!("/v1/offers/{}", offer.id)).await.ok()
}

async fn decline(agent: &AgentActor, offer: &OfferView) -> OfferView {
    agent.api.act(&format!("/v1/offers/{}/decline", offer.id)).await.ok()
}

async fn accept(agent: &AgentActor, offer: &OfferView) -> AcceptedOfferView {
    agent.api.act(&format!("/v1/offers/{}/accept", offer.id)).await.ok()
}

/// Lets the deadline of offers made now pass.
async fn pass_deadline(server: &TestServer) {
    server.clock.advance(Duration::from_secs(u64::from(OFFER_SECONDS)));
    pronto_api::worker::job::run_due(&server.context).await;
}

#[tokio::test]
async fn an_offer_goes_to_one_ready_agent_with_all_that_the_card_shows() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, mut socket), (bia, _bia_socket)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let queue = shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let chat = shop.visitor().await.start("sales", "Hello").await;

    let event = socket.event("offer.made").await;
    let offer = only_offer(&ana).await;
    assert_eq!(event["seq"], offer.seq, "the view carries the seq of its event");
    assert_eq!(serde_json::from_value::<OfferView>(event["content"].clone()).unwrap(), offer);
    assert_eq!((offer.chat_id, offer.chat_number, offer.queue_id), (chat.id, chat.number, queue.id));
    assert_eq!((offer.queue_name.as_str(), offer.mode, offer.state), ("sales", RoutingMode::Offer, OfferState::Open));
    let stands_ms = offer.expires_at.expect("a deadline").unix_ms() - offer.made_at.unix_ms();
    assert_eq!(stands_ms, i64::from(OFFER_SECONDS) * 1000);
    assert!(bia.offers().await.is_empty(), "one at a time");
}

#[tokio::test]
async fn an_accepted_offer_makes_the_chat_active_and_again_gives_the_same_answer() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, mut socket) = present(&shop, "Ana").await;
    shop.queue("sales", by_offer(), &[&ana]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    let offer = only_offer(&ana).await;

    let accepted = accept(&ana, &offer).await;
    assert_eq!((accepted.offer.state, accepted.chat.state), (OfferState::Accepted, ChatState::Active));
    assert_eq!(accepted.chat.id, chat.id);
    assert!(accepted.chat.accepted_at.is_some());
    let [participant] = accepted.chat.participants.as_slice() else { panic!("one agent is in it") };
    assert!(participant.agent_id == ana.id && participant.responsible);
    socket.event_where("participant.joined", |content| content["chat"]["state"] == "active").await;
    let ended = socket.event("offer.ended").await;
    assert_eq!(ended["content"]["state"], "accepted");
    assert_eq!(ended["seq"], accepted.offer.seq);

    let again = accept(&ana, &offer).await;
    assert_eq!(again.offer, accepted.offer);
    assert_eq!(again.chat, accepted.chat);
    let frames = socket.drain().await;
    assert!(frames.iter().all(|frame| frame["type"] != "event"), "again is no event: {frames:?}");
    // The deadline does not take it back.
    pass_deadline(&server).await;
    assert_eq!(shown(&ana, &offer).await, accepted.offer);
    ana.say(chat.id, "Good morning").await;
    assert!(visitor.messages(chat.id).await.iter().any(|message| message.text == "Good morning"));
}

#[tokio::test]
async fn a_declined_offer_goes_to_the_next_ready_agent() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let chat = shop.visitor().await.start("sales", "Hello").await;
    let first = only_offer(&ana).await;

    let declined = decline(&ana, &first).await;
    assert_eq!(declined.state, OfferState::Declined);
    assert!(declined.ended_at.is_some());
    assert!(ana.offers().await.is_empty());
    let second = only_offer(&bia).await;
    assert_eq!(second.chat_id, chat.id);

    assert_eq!(decline(&ana, &first).await, declined, "again is no change");
    assert_eq!(only_offer(&bia).await, second);
    ana.api.act(&format!("/v1/offers/{}/accept", first.id)).await.refused(ErrorCode::OfferExpired);
    accept(&bia, &second).await;
    ana.api.act(&format!("/v1/offers/{}/accept", first.id)).await.refused(ErrorCode::OfferTaken);
    bia.api.act(&format!("/v1/offers/{}/decline", second.id)).await.refused(ErrorCode::Conflict);
}

#[tokio::test]
async fn an_expired_offer_goes_to_the_next_ready_agent() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, mut socket), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    shop.visitor().await.start("sales", "Hello").await;
    let first = only_offer(&ana).await;

    pass_deadline(&server).await;
    let ended = socket.event("offer.ended").await;
    assert_eq!(ended["content"]["state"], "expired");
    assert_eq!(shown(&ana, &first).await.state, OfferState::Expired);
    ana.api.act(&format!("/v1/offers/{}/accept", first.id)).await.refused(ErrorCode::OfferExpired);
    only_offer(&bia).await;
}

#[tokio::test]
async fn after_everybody_it_goes_back_to_the_first() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    shop.visitor().await.start("sales", "Hello").await;
    let first = only_offer(&ana).await;
    decline(&ana, &first).await;
    decline(&bia, &only_offer(&bia).await).await;
    let again = only_offer(&ana).await;
    assert_ne!(again.id, first.id);
    assert!(bia.offers().await.is_empty());
}

#[tokio::test]
async fn the_only_agent_is_asked_again_after_a_while_and_not_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _socket) = present(&shop, "Ana").await;
    shop.queue("sales", by_offer(), &[&ana]).await;
    shop.visitor().await.start("sales", "Hello").await;
    decline(&ana, &only_offer(&ana).await).await;
    pronto_api::worker::job::run_due(&server.context).await;
    assert!(ana.offers().await.is_empty(), "a declined offer must not ring again at once");
    pass_deadline(&server).await;
    only_offer(&ana).await;
}

#[tokio::test]
async fn who_lets_too_many_offers_expire_becomes_not_ready_and_is_told_so() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, mut socket) = present(&shop, "Ana").await;
    let settings = serde_json::json!({"missed_offers_most": 2});
    shop.admin.api.patch("/v1/organization", &settings).await.done();
    shop.queue("sales", by_offer(), &[&ana]).await;
    shop.visitor().await.start("sales", "Hello").await;
    only_offer(&ana).await;
    pass_deadline(&server).await;
    socket.drain().await; // heard now and then, so that the phone stays within reach
    let me: AgentView = ana.api.get(&format!("/v1/agents/{}", ana.id)).await.ok();
    assert_eq!(me.availability, Availability::Ready, "one may be missed");
    // A chat that comes later is open beside the second offer of the first.
    pass_deadline(&server).await;
    socket.drain().await;
    let second = only_offer(&ana).await;
    shop.visitor().await.start("sales", "Me too").await;
    assert_eq!(ana.offers().await.len(), 2);
    pass_deadline(&server).await;

    let event = socket.event_where("availability.changed", |content| content["by_missed_offers"] == true).await;
    assert_eq!(event["content"]["availability"], "not_ready");
    let me: AgentView = ana.api.get(&format!("/v1/agents/{}", ana.id)).await.ok();
    assert_eq!(me.availability, Availability::NotReady);
    assert_eq!(event["seq"], me.seq);
    assert_eq!(shown(&ana, &second).await.state, OfferState::Expired);
    assert!(ana.offers().await.is_empty(), "the other offers are withdrawn");
    ana.ready().await;
    assert_eq!(ana.offers().await.len(), 2, "ready again, counting begins anew and what waits is offered");
}

#[tokio::test]
async fn broadcast_tells_every_ready_agent_and_the_first_has_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, mut socket)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let (pausing, unreachable) = (shop.agent("Caio").await, shop.agent("Davi").await);
    let _pausing_socket = pausing.socket().await;
    unreachable.ready().await;
    shop.queue("sales", QueueSettings::default(), &[&ana, &bia, &pausing, &unreachable]).await;
    let chat = shop.visitor().await.start("sales", "Hello").await;
    let (to_ana, to_bia) = (only_offer(&ana).await, only_offer(&bia).await);
    assert_eq!(to_ana.expires_at, None);
    assert!(pausing.offers().await.is_empty() && unreachable.offers().await.is_empty());

    assert_eq!(accept(&ana, &to_ana).await.chat.id, chat.id);
    let ended = socket.event("offer.ended").await;
    assert_eq!(ended["content"]["state"], "withdrawn");
    assert!(bia.offers().await.is_empty());
    bia.api.act(&format!("/v1/offers/{}/accept", to_bia.id)).await.refused(ErrorCode::OfferTaken);
    assert_eq!(decline(&bia, &to_bia).await.state, OfferState::Withdrawn, "nothing is left to decline");
}

#[tokio::test]
async fn who_becomes_ready_or_reachable_later_is_offered_what_waits() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let _a = ana.socket().await;
    bia.ready().await;
    shop.queue("sales", QueueSettings::default(), &[&ana, &bia]).await;
    shop.visitor().await.start("sales", "Hello").await;
    assert!(ana.offers().await.is_empty() && bia.offers().await.is_empty());
    ana.ready().await;
    only_offer(&ana).await;
    let mut socket = bia.socket().await;
    socket.event("offer.made").await;
    only_offer(&bia).await;
}

#[tokio::test]
async fn a_broadcast_that_everybody_declined_rings_again_after_a_while() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    let settings = QueueSettings { offer_seconds: OFFER_SECONDS, ..QueueSettings::default() };
    shop.queue("sales", settings, &[&ana, &bia]).await;
    shop.visitor().await.start("sales", "Hello").await;
    for agent in [&ana, &bia] {
        decline(agent, &only_offer(agent).await).await;
    }
    assert!(ana.offers().await.is_empty() && bia.offers().await.is_empty());
    pass_deadline(&server).await;
    only_offer(&ana).await;
    only_offer(&bia).await;
}

#[tokio::test]
async fn a_member_starts_a_waiting_broadcast_chat_from_the_list() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let chief = shop.agent_with_role("Chief", Role::Supervisor).await;
    shop.queue("sales", QueueSettings::default(), &[&ana, &bia]).await;
    let chat = shop.visitor().await.start("sales", "Hello").await;
    let path = format!("/v1/chats/{}/accept", chat.id);

    chief.api.act(&path).await.refused(ErrorCode::Forbidden);
    let accepted = ana.accept_chat(chat.id).await;
    assert_eq!((accepted.offer.state, accepted.chat.state), (OfferState::Accepted, ChatState::Active));
    assert_eq!(ana.accept_chat(chat.id).await.offer, accepted.offer, "again gives the same answer");
    bia.api.act(&path).await.refused(ErrorCode::OfferTaken);
    ana.api.post(&format!("/v1/chats/{}/close", chat.id), &serde_json::json!({})).await.done();
    bia.api.act(&path).await.refused(ErrorCode::ChatClosed);
    ana.api.act(&format!("/v1/chats/{}/accept", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn where_chats_are_offered_one_by_one_nobody_jumps_the_line() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ((ana, _a), (bia, _b)) = (present(&shop, "Ana").await, present(&shop, "Bia").await);
    shop.queue("sales", by_offer(), &[&ana, &bia]).await;
    let chat = shop.visitor().await.start("sales", "Hello").await;
    bia.api.act(&format!("/v1/chats/{}/accept", chat.id)).await.refused(ErrorCode::Conflict);
    let offer = only_offer(&ana).await;
    assert_eq!(ana.accept_chat(chat.id).await.offer.id, offer.id, "who is offered it may take it from the list");
}

#[tokio::test]
async fn offers_are_their_agents_alone() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, _a) = present(&shop, "Ana").await;
    let (bia, stranger) = (shop.agent("Bia").await, school.agent("Caio").await);
    shop.queue("sales", by_offer(), &[&ana]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    let offer = only_offer(&ana).await;
    for other in [&bia, &shop.admin, &stranger] {
        let path = format!("/v1/offers/{}", offer.id);
        other.api.get(&path).await.refused(ErrorCode::NotFound);
        other.api.act(&format!("{path}/accept")).await.refused(ErrorCode::NotFound);
        other.api.act(&format!("{path}/decline")).await.refused(ErrorCode::NotFound);
        assert!(other.offers().await.is_empty());
    }
    stranger.api.act(&format!("/v1/chats/{}/accept", chat.id)).await.refused(ErrorCode::NotFound);
    visitor.api.get("/v1/offers").await.refused(ErrorCode::Unauthenticated);
    let unknown = format!("/v1/offers/{}", Uuid::now_v7());
    ana.api.get(&unknown).await.refused(ErrorCode::NotFound);
    ana.api.act(&format!("{unknown}/accept")).await.refused(ErrorCode::NotFound);
    ana.api.act(&format!("{unknown}/decline")).await.refused(ErrorCode::NotFound);
    assert_eq!(only_offer(&ana).await, offer);
}

#[tokio::test]
async fn a_visitor_who_leaves_takes_the_offers_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, mut socket) = present(&shop, "Ana").await;
    shop.queue("sales", by_offer(), &[&ana]).await;
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    let offer = only_offer(&ana).await;
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", chat.id)).await.done();
    let ended = socket.event("offer.ended").await;
    assert_eq!(ended["content"]["state"], "withdrawn");
    ana.api.act(&format!("/v1/offers/{}/accept", offer.id)).await.refused(ErrorCode::OfferExpired);
    pass_deadline(&server).await;
    assert!(ana.offers().await.is_empty());
}

#[tokio::test]
async fn a_deadline_survives_a_restart() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _socket) = present(&shop, "Ana").await;
    shop.queue("sales", by_offer(), &[&ana]).await;
    shop.visitor().await.start("sales", "Hello").await;
    let offer = only_offer(&ana).await;
    server.restart().await;
    let api = harness::Api::new(&server.url("")).with_token(ana.api.token());
    pass_deadline(&server).await;
    let shown: OfferView = api.get(&format!("/v1/offers/{}", offer.id)).await.ok();
    assert_eq!(shown.state, OfferState::Expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_agents_who_accept_their_broadcast_offers_at_once_one_has_the_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let mut crew = Vec::new();
    for number in 0..20 {
        let (agent, socket) = present(&shop, &format!("Agent {number}")).await;
        // Read all the while: a socket that never answers a ping is closed, and its agent no longer reachable.
        socket.keep();
        crew.push(agent);
    }
    let agents: Vec<&AgentActor> = crew.iter().collect();
    shop.queue("sales", QueueSettings::default(), &agents).await;
    for _ in 0..10 {
        let chat = shop.visitor().await.start("sales", "Hello").await;
        // Everybody looks before anybody accepts: after that the others' offers are gone.
        let offers = futures_util::future::join_all(agents.iter().map(|agent| only_offer(agent))).await;
        let accepts = agents.iter().zip(offers).map(async |(agent, offer)| {
            assert_eq!(offer.chat_id, chat.id);
            agent.api.act(&format!("/v1/offers/{}/accept", offer.id)).await
        });
        let answers = futures_util::future::join_all(accepts).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!(won.len(), 1);
        for answer in lost {
            answer.refused(ErrorCode::OfferTaken);
        }
        let winner = won.into_iter().map(harness::Answer::ok::<AcceptedOfferView>).next().unwrap();
        let participants = shop.admin.chat(chat.id).await.chat.participants;
        assert_eq!(participants.len(), 1);
        assert_eq!(participants[0].agent_id, winner.offer.agent_id);
    }
    for agent in agents {
        assert!(agent.offers().await.is_empty(), "nothing rings on");
    }
}
