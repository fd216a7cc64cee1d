//! What happens meanwhile: four agents, four visitors and two queues do everything that leaves an event, several at once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use harness::{AgentActor, Answer, Api, Organization, TestServer, VisitorActor, message};
use pronto_protocol::{
    agent::{Availability, Role},
    queue::{QueueSettings, QueueView},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use uuid::Uuid;

/// Deeds that go on at the same time.
const HANDS: usize = 6;
/// Things remembered of each kind, to be changed later.
const REMEMBERED: usize = 40;

/// The people and what they have made so far.
pub(super) struct Story {
    shop: Organization,
    /// The agent whose clients are cut off.
    pub ana: AgentActor,
    /// The supervisor likewise.
    pub sue: AgentActor,
    /// The visitor likewise.
    pub vera: VisitorActor,
    agents: Vec<AgentActor>,
    visitors: Vec<VisitorActor>,
    support: QueueView,
    conversations: Vec<Uuid>,
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    chats: Vec<Uuid>,
    /// Addresses of messages, whispers, notes and direct messages, each with its maker.
    texts: Vec<(Api, String)>,
}

impl Story {
    pub(super) async fn begin(server: &TestServer) -> Self {
        let shop = server.organization("shop").await;
        let ana = shop.agent("Ana").await;
        let sue = shop.agent_with_role("Sue", Role::Supervisor).await;
        let bia = shop.agent("Bia").await;
        let caio = shop.agent("Caio").await;
        shop.queue("sales", QueueSettings::default(), &[&ana, &bia, &caio]).await;
        let support = shop.queue("support", QueueSettings::default(), &[&bia, &sue]).await;
        for agent in [&ana, &bia, &caio] {
            agent.ready().await;
        }
        let mut conversations = Vec::new();
        for others in [vec![bia.id], vec![sue.id], vec![bia.id, caio.id, sue.id]] {
            let title = (others.len() > 1).then_some("Everybody");
            let request = json!({"client_id": Uuid::now_v7(), "agent_ids": others, "title": title});
            let conversation: Value = ana.api.post("/v1/direct_conversations", &request).await.ok();
            conversations.push(conversation["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
        }
        let vera = shop.visitor().await;
        let mut visitors = vec![vera.clone()];
        for _ in 0..3 {
            visitors.push(shop.visitor().await);
        }
        let agents = vec![ana.clone(), bia, caio, sue.clone()];
        Self { shop, ana, sue, vera, agents, visitors, support, conversations, made: Mutex::default() }
    }

    /// Plays until the log is this long; tells its length.
    pub(super) async fn play(&self, seed: u64, events: u64) -> u64 {
        let from = self.head().await;
        let mut chance = StdRng::seed_from_u64(seed);
        loop {
            let hands: Vec<StdRng> = (0..HANDS).map(|_| StdRng::seed_from_u64(chance.random())).collect();
            futures_util::future::join_all(hands.into_iter().map(|chance| self.act(chance))).await;
            let length = self.head().await - from;
            if length >= events {
                return length;
            }
        }
    }

    async fn head(&self) -> u64 {
        let view: Value = self.shop.admin.api.get("/v1/sync").await.ok();
        view["cursor"].as_str().and_then(|cursor| cursor.parse().ok()).expect("a cursor")
    }

    /// A few deeds, one after another.
    async fn act(&self, mut chance: StdRng) {
        for _ in 0..20 {
            let deed = chance.random_range(0..100);
            match deed {
                0..25 => self.say(&mut chance).await,
                25..40 => self.answer(&mut chance).await,
                40..48 => self.whisper_or_note(&mut chance).await,
                48..60 => self.change_text(&mut chance).await,
                60..70 => self.direct(&mut chance).await,
                70..80 => self.read(&mut chance).await,
                80..88 => self.come_and_go(&mut chance).await,
                88..93 => self.close_or_reopen(&mut chance).await,
                93..96 => self.move_in_queue(&mut chance).await,
                _ => self.declare(&mut chance).await,
            }
        }
    }

    /// A visitor says something, starting a chat when there is none.
    async fn say(&self, chance: &mut StdRng) {
        let visitor = pick(chance, &self.visitors).clone();
        let queue = if chance.random_bool(0.5) { "sales" } else { "support" };
        let start = json!({"client_id": Uuid::now_v7(), "queue": queue, "text": words(chance)});
        let started = tried(visitor.api.post("/v1/visitor/chats", &start).await);
        if let Some(chat_id) = started.as_ref().and_then(id_of) {
            self.made().chats.push(chat_id);
            if chance.random_bool(0.7) {
                let agent = pick(chance, &self.agents);
                tried(agent.api.act(&format!("/v1/chats/{chat_id}/accept")).await);
            }
        }
        let Some(chat_id) = self.some_chat(chance) else { return };
        let base = format!("/v1/visitor/chats/{chat_id}");
        for visitor in &self.visitors {
            // Only one of them is the chat's; the others are told that there is no such chat.
            let sent = tried(visitor.api.post(&format!("{base}/messages"), &message(&words(chance))).await);
            if let Some(id) = sent.as_ref().and_then(id_of) {
                self.remember(&visitor.api, format!("{base}/messages/{id}"));
                break;
            }
        }
    }

    async fn answer(&self, chance: &mut StdRng) {
        let Some(chat_id) = self.some_chat(chance) else { return };
        let path = format!("/v1/chats/{chat_id}/messages");
        for agent in &self.agents {
            if let Some(id) = tried(agent.api.post(&path, &message(&words(chance))).await).as_ref().and_then(id_of) {
                self.remember(&agent.api, format!("{path}/{id}"));
                if chance.random_bool(0.6) {
                    return;
                }
            }
        }
    }

    async fn whisper_or_note(&self, chance: &mut StdRng) {
        let Some(chat_id) = self.some_chat(chance) else { return };
        let kind = if chance.random_bool(0.6) { "whispers" } else { "notes" };
        let path = format!("/v1/chats/{chat_id}/{kind}");
        for agent in &self.agents {
            let text = json!({"client_id": Uuid::now_v7(), "text": words(chance)});
            if let Some(id) = tried(agent.api.post(&path, &text).await).as_ref().and_then(id_of) {
                self.remember(&agent.api, format!("{path}/{id}"));
                return;
            }
        }
    }

    /// Something said earlier is edited, or taken back.
    async fn change_text(&self, chance: &mut StdRng) {
        let found = {
            let made = self.made();
            if made.texts.is_empty() {
                return;
            }
            made.texts[chance.random_range(0..made.texts.len())].clone()
        };
        let (api, path) = found;
        if chance.random_bool(0.7) {
            tried(api.patch(&path, &json!({"text": words(chance)})).await);
        } else {
            tried(api.delete(&path).await);
        }
    }

    async fn direct(&self, chance: &mut StdRng) {
        let path = format!("/v1/direct_conversations/{}/messages", pick(chance, &self.conversations));
        let agent = pick(chance, &self.agents);
        let text = json!({"client_id": Uuid::now_v7(), "text": words(chance)});
        if let Some(id) = tried(agent.api.post(&path, &text).await).as_ref().and_then(id_of) {
            self.remember(&agent.api, format!("{path}/{id}"));
        }
    }

    async fn read(&self, chance: &mut StdRng) {
        let position = json!({"position": chance.random_range(1..200)});
        if chance.random_bool(0.3) {
            let path = format!("/v1/direct_conversations/{}/read", pick(chance, &self.conversations));
            tried(pick(chance, &self.agents).api.put(&path, &position).await);
            return;
        }
        let Some(chat_id) = self.some_chat(chance) else { return };
        if chance.random_bool(0.4) {
            for visitor in &self.visitors {
                tried(visitor.api.put(&format!("/v1/visitor/chats/{chat_id}/read"), &position).await);
            }
        } else {
            tried(pick(chance, &self.agents).api.put(&format!("/v1/chats/{chat_id}/read"), &position).await);
        }
    }

    async fn come_and_go(&self, chance: &mut StdRng) {
        let Some(chat_id) = self.some_chat(chance) else { return };
        let verb = if chance.random_bool(0.65) { "join" } else { "leave" };
        tried(pick(chance, &self.agents).api.act(&format!("/v1/chats/{chat_id}/{verb}")).await);
    }

    async fn close_or_reopen(&self, chance: &mut StdRng) {
        let Some(chat_id) = self.some_chat(chance) else { return };
        let by = if chance.random_bool(0.5) { &self.shop.admin } else { pick(chance, &self.agents) };
        if chance.random_bool(0.5) {
            tried(by.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await);
        } else {
            tried(by.api.act(&format!("/v1/chats/{chat_id}/reopen")).await);
        }
    }

    /// An agent becomes a member of a queue, or no longer is one.
    async fn move_in_queue(&self, chance: &mut StdRng) {
        let agent = if chance.random_bool(0.5) { &self.ana } else { pick(chance, &self.agents) };
        let path = format!("/v1/queues/{}/members/{}", self.support.id, agent.id);
        if chance.random_bool(0.6) {
            tried(self.shop.admin.api.put(&path, &json!({})).await);
        } else {
            tried(self.shop.admin.api.delete(&path).await);
        }
    }

    async fn declare(&self, chance: &mut StdRng) {
        let availability = if chance.random_bool(0.7) { Availability::Ready } else { Availability::Busy };
        let agent = pick(chance, &self.agents);
        tried(agent.api.put("/v1/me/availability", &json!({"availability": availability})).await);
    }

    /// A late chat more often than an early one.
    fn some_chat(&self, chance: &mut StdRng) -> Option<Uuid> {
        let made = self.made();
        let late = made.chats.len().saturating_sub(8);
        let from = if chance.random_bool(0.8) { late } else { 0 };
        (!made.chats.is_empty()).then(|| made.chats[chance.random_range(from..made.chats.len())])
    }

    fn remember(&self, api: &Api, path: String) {
        let mut made = self.made();
        if made.texts.len() >= REMEMBERED {
            made.texts.remove(0);
        }
        made.texts.push((api.clone(), path));
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A refusal is part of the story (two do at once what only one can); a failure of the server is not.
fn tried(answer: Answer) -> Option<Value> {
    assert!(answer.status < 500, "{} failed with {}: {}", answer.request, answer.status, answer.text());
    (answer.status < 300).then(|| serde_json::from_slice(&answer.body).unwrap_or_default())
}

fn id_of(view: &Value) -> Option<Uuid> {
    view["id"].as_str()?.parse().ok()
}

fn pick<'a, T>(chance: &mut StdRng, things: &'a [T]) -> &'a T {
    &things[chance.random_range(0..things.len())]
}

fn words(chance: &mut StdRng) -> String {
    format!("{:x}", chance.random::<u64>())
}
