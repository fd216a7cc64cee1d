//! Rows: R2, R3, R6
//!
//! Claims at the same moment: one winner each, limits never exceeded.

use std::collections::HashMap;

use futures_util::{StreamExt, future::join_all, stream};
use harness::{AgentActor, Answer, Organization, PATIENCE, Socket, TestServer, VisitorActor};
use pronto_protocol::{
    agent::ProfileView,
    chat::{ChatListItemView, ChatState, ChatView},
    error::{ErrorCode, Problem},
    offer::{AcceptedOfferView, OfferState, OfferView},
    queue::{QueueSettings, RoutingMode},
};
use serde_json::json;
use uuid::Uuid;

const AGENTS: usize = 50;
const ROUNDS: usize = 200;

/// One whose tokens live as long as they may: so many rounds take minutes on a slow machine.
async fn server() -> TestServer {
    TestServer::start_with(|config| config.access_token_seconds = 900).await
}

/// Agents who are signed in once; their calls share connections.
async fn crowd(shop: &Organization, server: &TestServer, count: usize) -> Vec<AgentActor> {
    let sign_ins = (0..count).map(async |number| shop.agent(&format!("Agent {number}")).await);
    let mut agents: Vec<AgentActor> = stream::iter(sign_ins).buffer_unordered(8).collect().await;
    let shared = harness::Api::new(&server.url(""));
    for agent in &mut agents {
        agent.api = shared.with_token(agent.api.token());
    }
    agents
}

fn code(answer: &Answer) -> ErrorCode {
    let problem: Problem = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|_| panic!("{} answered {} and no problem: {}", answer.request, answer.status, answer.text()));
    problem.code
}

/// The chat has exactly one participant, this one, and is theirs.
async fn is_theirs(shop: &Organization, chat_id: Uuid, winner: &AgentActor) {
    let chat = shop.admin.chat(chat_id).await.chat;
    assert_eq!(chat.state, ChatState::Active);
    let responsible: Vec<Uuid> = chat.participants.iter().filter(|p| p.responsible).map(|p| p.agent_id).collect();
    assert_eq!(responsible, [winner.id], "chat {chat_id} has other responsible agents than the winner");
    assert_eq!(chat.participants.len(), 1, "losers are in chat {chat_id}");
}

async fn close(agent: &AgentActor, chat_id: Uuid) {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_agents_accept_one_broadcast_chat_and_one_wins_each_of_two_hundred_times() {
    let server = server().await;
    let shop = server.organization("shop").await;
    let agents = crowd(&shop, &server, AGENTS).await;
    shop.queue("sales", QueueSettings::default(), &agents.iter().collect::<Vec<_>>()).await;
    join_all(agents.iter().map(AgentActor::ready)).await;
    let visitor = shop.visitor().await;
    let mut wins: HashMap<Uuid, usize> = HashMap::new();
    for round in 0..ROUNDS {
        let chat_id = visitor.start("sales", "Who is quickest?").await.id;
        let path = format!("/v1/chats/{chat_id}/accept");
        // Another agent is first in line each round.
        let order = agents.iter().cycle().skip(round % AGENTS).take(AGENTS);
        let answers = join_all(order.map(async |agent| (agent, agent.api.act(&path).await))).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(_, answer)| answer.status < 300);
        assert_eq!(won.len(), 1, "round {round} has {} winners", won.len());
        for (_, answer) in &lost {
            let code = code(answer);
            let fits = matches!(code, ErrorCode::OfferTaken | ErrorCode::OfferExpired | ErrorCode::Conflict);
            assert!(fits, "round {round}: a loser was told {code:?}");
        }
        let (winner, answer) = won.into_iter().next().expect("one");
        let accepted: AcceptedOfferView = answer.ok();
        assert_eq!((accepted.offer.agent_id, accepted.offer.state), (winner.id, OfferState::Accepted));
        is_theirs(&shop, chat_id, winner).await;
        *wins.entry(winner.id).or_default() += 1;
        close(winner, chat_id).await;
    }
    assert!(wins.len() > 1, "the same agent won every round: nothing raced");
    for agent in &agents {
        assert!(agent.offers().await.is_empty(), "an offer of a chat that was taken is still open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offered_chat_goes_to_the_offered_agent_alone_whoever_else_reaches_for_it() {
    let server = server().await;
    let shop = server.organization("shop").await;
    let agents = crowd(&shop, &server, AGENTS).await;
    let settings = QueueSettings { routing_mode: RoutingMode::Offer, ..QueueSettings::default() };
    shop.queue("sales", settings, &agents.iter().collect::<Vec<_>>()).await;
    join_all(agents.iter().map(AgentActor::ready)).await;
    // Only who can be reached is offered a chat.
    // Read all the while: a socket that never answers a ping is closed, and its agent no longer reachable.
    let sockets: Vec<_> = join_all(agents.iter().map(AgentActor::socket)).await.into_iter().map(Socket::keep).collect();
    let visitor = shop.visitor().await;
    let mut chosen: HashMap<Uuid, usize> = HashMap::new();
    for round in 0..ROUNDS {
        let chat_id = visitor.start("sales", "For one of you").await.id;
        let offer = offer_of(&server, &agents, chat_id).await;
        let by_offer = format!("/v1/offers/{}/accept", offer.id);
        let by_chat = format!("/v1/chats/{chat_id}/accept");
        let reach = async |agent: &AgentActor| {
            let (first, second) = tokio::join!(agent.api.act(&by_offer), agent.api.act(&by_chat));
            (agent.id, [first, second])
        };
        for (agent_id, answers) in join_all(agents.iter().map(reach)).await {
            for answer in answers {
                if agent_id == offer.agent_id {
                    // Twice at once is the same as once.
                    assert_eq!(answer.ok::<AcceptedOfferView>().chat.id, chat_id);
                } else {
                    let code = code(&answer);
                    let fits = matches!(code, ErrorCode::NotFound | ErrorCode::Conflict | ErrorCode::OfferTaken);
                    assert!(fits, "round {round}: an agent without an offer was told {code:?}");
                }
            }
        }
        let winner = agents.iter().find(|agent| agent.id == offer.agent_id).expect("one of them");
        is_theirs(&shop, chat_id, winner).await;
        *chosen.entry(winner.id).or_default() += 1;
        close(winner, chat_id).await;
    }
    assert_eq!(
        chosen.values().copied().max(),
        Some(ROUNDS / AGENTS),
        "the longest waiting agent is not always preferred"
    );
    drop(sockets);
}

/// The one open offer of a chat.
async fn offer_of(server: &TestServer, agents: &[AgentActor], chat_id: Uuid) -> OfferView {
    let mut found = Vec::new();
    server
        .until("the chat is offered", async || {
            let offers = join_all(agents.iter().map(AgentActor::offers)).await;
            found = offers.into_iter().flatten().filter(|offer| offer.chat_id == chat_id).collect();
            !found.is_empty()
        })
        .await;
    assert_eq!(found.len(), 1, "the chat is offered to several at once: {found:?}");
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_and_declining_one_offer_at_once_has_one_outcome() {
    let server = server().await;
    let shop = server.organization("shop").await;
    let agents = crowd(&shop, &server, 2).await;
    let settings = QueueSettings { routing_mode: RoutingMode::Offer, ..QueueSettings::default() };
    shop.queue("sales", settings, &agents.iter().collect::<Vec<_>>()).await;
    join_all(agents.iter().map(AgentActor::ready)).await;
    // Read all the while: a socket that never answers a ping is closed, and its agent no longer reachable.
    let sockets: Vec<_> = join_all(agents.iter().map(AgentActor::socket)).await.into_iter().map(Socket::keep).collect();
    let visitor = shop.visitor().await;
    for round in 0..40 {
        let chat_id = visitor.start("sales", "Yes or no?").await.id;
        let offer = offer_of(&server, &agents, chat_id).await;
        let agent = agents.iter().find(|agent| agent.id == offer.agent_id).expect("one of them");
        let (accept, decline) = (format!("/v1/offers/{}/accept", offer.id), format!("/v1/offers/{}/decline", offer.id));
        let accept = async || agent.api.act(&accept).await.status < 300;
        let decline = async || agent.api.act(&decline).await.status < 300;
        let (accepted, declined) = if round % 2 == 0 {
            tokio::join!(accept(), decline())
        } else {
            let (declined, accepted) = tokio::join!(decline(), accept());
            (accepted, declined)
        };
        assert!(accepted != declined, "round {round}: accepted {accepted}, declined {declined}");
        let chat = shop.admin.chat(chat_id).await.chat;
        let has_it = chat.participants.iter().any(|participant| participant.agent_id == agent.id);
        assert_eq!(has_it, accepted, "round {round}: the chat does not follow the answer");
        shop.admin.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await.done();
    }
    drop(sockets);
}

/// Ten agents, a queue's waiting chats, and claims of all of them at once.
struct Claims {
    server: TestServer,
    shop: Organization,
    agents: Vec<AgentActor>,
}

const CLAIMANTS: usize = 10;
const CHATS: usize = 60;
const CLAIMS: usize = 200;

impl Claims {
    async fn start() -> Self {
        let server = server().await;
        let shop = server.organization("shop").await;
        let agents = crowd(&shop, &server, CLAIMANTS).await;
        join_all(agents.iter().map(AgentActor::ready)).await;
        Self { server, shop, agents }
    }

    async fn waiting(&self, queues: &[&str]) -> (Vec<VisitorActor>, Vec<Uuid>) {
        let starts = (0..CHATS).map(async |number| {
            let visitor = self.shop.visitor().await;
            let chat = visitor.start(queues[number % queues.len()], "Me first").await;
            (visitor, chat.id)
        });
        stream::iter(starts).buffer_unordered(8).collect::<Vec<_>>().await.into_iter().unzip()
    }

    /// Two hundred claims at once: each agent reaches for a third of the chats, in an order of its own.
    async fn claim(&self, chats: &[Uuid], round: usize) -> HashMap<Uuid, usize> {
        let claims = (0..CLAIMS).map(|claim| {
            let (number, agent) = (claim / CLAIMANTS, &self.agents[claim % CLAIMANTS]);
            let chat_id = chats[(number * 7 + claim % CLAIMANTS * 11 + round * 13) % chats.len()];
            async move { (agent.id, agent.api.act(&format!("/v1/chats/{chat_id}/accept")).await) }
        });
        let mut won: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for (agent_id, answer) in join_all(claims).await {
            if answer.status < 300 {
                let chat_id = answer.ok::<AcceptedOfferView>().chat.id;
                let chats = won.entry(agent_id).or_default();
                if !chats.contains(&chat_id) {
                    chats.push(chat_id);
                }
                continue;
            }
            let code = code(&answer);
            let fits = matches!(
                code,
                ErrorCode::OfferTaken | ErrorCode::OfferExpired | ErrorCode::Conflict | ErrorCode::LimitReached
            );
            assert!(fits, "a claim was answered with {code:?}");
        }
        won.into_iter().map(|(agent_id, chats)| (agent_id, chats.len())).collect()
    }

    /// What REST says each agent has now.
    async fn held(&self) -> HashMap<Uuid, Vec<ChatView>> {
        let held = self.agents.iter().map(async |agent| {
            let chats: Vec<ChatListItemView> = agent.api.all("/v1/chats?filter=mine").await;
            (agent.id, chats.into_iter().map(|item| item.chat).collect())
        });
        join_all(held).await.into_iter().collect()
    }

    async fn close_all(&self, chats: &[Uuid]) {
        let closes = chats.iter().map(async |chat_id| {
            self.shop.admin.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await.done();
        });
        stream::iter(closes).buffer_unordered(8).collect::<Vec<()>>().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_claims_at_once_never_exceed_an_agents_limit_in_a_queue() {
    const MOST: usize = 3;
    let claims = Claims::start().await;
    let settings = QueueSettings { agent_chats_most: Some(MOST as u32), ..QueueSettings::default() };
    let queue = claims.shop.queue("sales", settings, &claims.agents.iter().collect::<Vec<_>>()).await;
    // One agent may have less than the queue allows.
    let slow = &claims.agents[0];
    let path = format!("/v1/queues/{}/members/{}", queue.id, slow.id);
    claims.shop.admin.api.put(&path, &json!({"chats_most": 1})).await.done();
    for round in 0..10 {
        let (_visitors, chats) = claims.waiting(&["sales"]).await;
        let won = claims.claim(&chats, round).await;
        let held = claims.held().await;
        for agent in &claims.agents {
            let most = if agent.id == slow.id { 1 } else { MOST };
            let has = held[&agent.id].len();
            assert!(has <= most, "round {round}: an agent has {has} chats of {most}");
            assert_eq!(has, won.get(&agent.id).copied().unwrap_or_default(), "round {round}: answers and lists differ");
        }
        let all: usize = held.values().map(Vec::len).sum();
        assert!(all > CLAIMANTS, "round {round}: only {all} chats were taken, so no limit was tried");
        claims.close_all(&chats).await;
    }
    drop(claims.server);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_claims_at_once_never_exceed_a_profiles_limit_over_all_queues() {
    const MOST: usize = 4;
    let claims = Claims::start().await;
    let members: Vec<&AgentActor> = claims.agents.iter().collect();
    for slug in ["sales", "support"] {
        claims.shop.queue(slug, QueueSettings::default(), &members).await;
    }
    let profile = json!({"name": "Four", "permissions": ["join_chats", "close_chats"], "max_chats": MOST});
    let profile: ProfileView = claims.shop.admin.api.post("/v1/profiles", &profile).await.ok();
    for agent in &claims.agents {
        let path = format!("/v1/agents/{}", agent.id);
        claims.shop.admin.api.patch(&path, &json!({"profile_id": profile.id})).await.done();
    }
    for round in 0..5 {
        let (_visitors, chats) = claims.waiting(&["sales", "support"]).await;
        claims.claim(&chats, round).await;
        let held = claims.held().await;
        for (agent_id, chats) in &held {
            assert!(chats.len() <= MOST, "round {round}: agent {agent_id} has {} chats of {MOST}", chats.len());
        }
        let most = held.values().map(Vec::len).max();
        assert_eq!(most, Some(MOST), "round {round}: nobody reached the limit, so it was not tried");
        claims.close_all(&chats).await;
    }
    tokio::time::timeout(PATIENCE, async { drop(claims.server) }).await.expect("it stops");
}
