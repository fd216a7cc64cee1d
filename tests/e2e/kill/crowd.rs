//! Visitors and agents who send without a pause for breath, read whole lists, and come anew.

use std::{sync::atomic::Ordering, time::Duration};

use harness::history::Operation;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::load::{Load, agents_side, visitors_side};

/// Everybody who sends, reads whole lists, or comes anew.
pub(super) fn senders(load: &Load) -> Vec<JoinHandle<()>> {
    let mut tasks = Vec::new();
    for number in 0..load.visitors.len() {
        tasks.push(tokio::spawn(visitor_talks(load.clone(), number)));
    }
    for number in 0..load.agents.len() {
        tasks.push(tokio::spawn(agent_talks(load.clone(), number)));
        tasks.push(tokio::spawn(agents_talk(load.clone(), number)));
        tasks.push(tokio::spawn(agent_reads(load.clone(), number)));
    }
    tasks.push(tokio::spawn(visitors_come(load.clone())));
    tasks
}

async fn visitor_talks(load: Load, number: usize) {
    let (visitor, chat_id) = load.visitors[number].clone();
    let (api, path) = (&visitor.api, format!("/v1/visitor/chats/{chat_id}/messages"));
    let mut pause = Pause::new();
    while load.goes_on() {
        load.send(api.token(), api.base(), &path, visitor.id, visitors_side(chat_id), "m", "number").await;
        pause.breathe().await;
    }
}

/// An agent answers and whispers in turn, in every chat it is in.
async fn agent_talks(load: Load, number: usize) {
    let (agent, mut pause) = (load.agents[number].clone(), Pause::new());
    while load.goes_on() {
        for (chat, (_, chat_id)) in load.visitors.iter().enumerate() {
            if !load.is_in(number, chat) {
                continue;
            }
            let (kind, noun) = if pause.coin() { ("m", "messages") } else { ("w", "whispers") };
            let path = format!("/v1/chats/{chat_id}/{noun}");
            let list = agents_side(*chat_id);
            load.send(agent.api.token(), agent.api.base(), &path, agent.id, list, kind, "position").await;
            pause.breathe().await;
        }
    }
}

async fn agents_talk(load: Load, number: usize) {
    let (agent, mut pause) = (load.agents[number].clone(), Pause::new());
    let both = [number, (number + load.agents.len() - 1) % load.agents.len()];
    while load.goes_on() {
        let conversation_id = load.conversations[both[usize::from(pause.coin())]];
        let path = format!("/v1/direct_conversations/{conversation_id}/messages");
        let list = agents_side(conversation_id);
        load.send(agent.api.token(), agent.api.base(), &path, agent.id, list, "m", "position").await;
        pause.breathe().await;
    }
}

/// An agent reads a whole chat now and then, and moves its read mark.
async fn agent_reads(load: Load, number: usize) {
    let (agent, mut pause) = (load.agents[number].clone(), Pause::new());
    let own: Vec<Uuid> = load
        .visitors
        .iter()
        .enumerate()
        .filter(|(chat, _)| load.is_in(number, *chat))
        .map(|(_, (_, id))| *id)
        .collect();
    let reader = agent.id;
    while load.goes_on() {
        for chat_id in &own {
            let (list, question) = (agents_side(*chat_id), load.questions.fetch_add(1, Ordering::AcqRel));
            load.history.note(Operation::Asked { reader, list, question });
            let entries = load.timeline(&agent, *chat_id).await;
            let last = entries.last().map_or(0, |entry| entry.position);
            load.history.note(Operation::Fetched { reader, list, question, entries });
            let address = format!("{}/v1/chats/{chat_id}/read", agent.api.base());
            // A mark is of the moment: it is not repeated.
            let mark = load.http.put(&address).bearer_auth(agent.api.token()).json(&json!({"position": last}));
            let _ = mark.send().await;
            for _ in 0..8 {
                pause.breathe().await;
            }
        }
    }
}

/// New visitors whose chats are offered to everybody.
async fn visitors_come(load: Load) {
    let base = load.agents[0].api.base().to_owned();
    let mut pause = Pause::new();
    while load.goes_on() {
        let register = json!({"organization": load.slug});
        let token: Value = load.patiently(|| load.http.post(format!("{base}/v1/visitors")).json(&register)).await;
        let token = token["token"].as_str().expect("a token").to_owned();
        let start = json!({"client_id": Uuid::now_v7(), "queue": "callback", "text": "Call me back"});
        let address = format!("{base}/v1/visitor/chats");
        let _: Value = load.patiently(|| load.http.post(&address).bearer_auth(&token).json(&start)).await;
        for _ in 0..6 {
            pause.breathe().await;
        }
    }
}

/// Short pauses, so that phones and disks are not the only thing under test.
struct Pause(StdRng);

impl Pause {
    fn new() -> Self {
        Self(StdRng::seed_from_u64(rand::random()))
    }

    fn coin(&mut self) -> bool {
        self.0.random_bool(0.5)
    }

    async fn breathe(&mut self) {
        tokio::time::sleep(Duration::from_millis(self.0.random_range(10..60))).await;
    }
}
