//! The people under load: what they share and read, and how one send is repeated under its id until it is answered.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use harness::{
    AgentActor, VisitorActor,
    history::{Entry, History, List, Operation, Outcome},
    process::Process,
    provider::Providers,
};
use pronto_protocol::{
    direct::DirectMessageView, page::Page, push::PushAppView, queue::QueueSettings, visitor::VisitorMessageView,
    whisper::TimelineEntryView,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinHandle, time::Instant};
use uuid::Uuid;

use super::reader::read;

/// How long a send may be repeated before it counts as never answered.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);
const VISITORS: usize = 5;

/// The people, what they share, and what happened to them.
#[derive(Clone)]
pub(super) struct Load {
    pub history: Arc<History>,
    pub agents: Vec<AgentActor>,
    /// Each visitor with its chat; agents `i` and `i + 1` are in it.
    pub visitors: Vec<(VisitorActor, Uuid)>,
    /// Agents `i` and `i + 1` talk here.
    pub conversations: Vec<Uuid>,
    pub slug: String,
    pub http: reqwest::Client,
    sending: Arc<AtomicBool>,
    reading: watch::Sender<bool>,
    answered: Arc<AtomicU64>,
    /// Numbers for questions, each once.
    pub questions: Arc<AtomicU64>,
}

impl Load {
    pub(super) async fn begin(server: &Process, providers: &Providers) -> Self {
        let shop = server.launch().organization(server, "shop").await;
        let account = serde_json::to_string(&providers.fcm.service_account()).expect("JSON");
        let credentials = json!({"provider": "fcm", "service_account": account, "package": "example.pronto"});
        let push_app: PushAppView =
            shop.admin.api.post("/v1/push_apps", &json!({"name": "App", "credentials": credentials})).await.ok();
        let mut agents = Vec::new();
        for name in ["Ana", "Bia", "Caio"] {
            let agent = shop.agent(name).await;
            agent.ready().await;
            let pocket = AgentActor::sign_in(&shop.base, "shop", &agent.email, "Pocket").await;
            let registration = json!({"push_app_id": push_app.id, "token": providers.fcm.token(name)});
            pocket.api.put("/v1/devices/current/push", &registration).await.done();
            agents.push(agent);
        }
        let members: Vec<&AgentActor> = agents.iter().collect();
        shop.queue("sales", QueueSettings::default(), &members).await;
        shop.queue("callback", QueueSettings::default(), &members).await;
        let mut visitors = Vec::new();
        for number in 0..VISITORS {
            let visitor = shop.visitor().await;
            let chat_id = visitor.start("sales", "").await.id;
            agents[number % agents.len()].accept_chat(chat_id).await;
            let second = &agents[(number + 1) % agents.len()];
            second.api.act(&format!("/v1/chats/{chat_id}/join")).await.done();
            visitors.push((visitor, chat_id));
        }
        let mut conversations = Vec::new();
        for number in 0..agents.len() {
            let other = agents[(number + 1) % agents.len()].id;
            let request = json!({"client_id": Uuid::now_v7(), "agent_ids": [other]});
            let opened: Value = agents[number].api.post("/v1/direct_conversations", &request).await.ok();
            conversations.push(opened["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
        }
        let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().expect("a client");
        Self {
            history: Arc::default(),
            agents,
            visitors,
            conversations,
            slug: shop.slug,
            http,
            sending: Arc::new(AtomicBool::new(true)),
            reading: watch::channel(true).0,
            answered: Arc::default(),
            questions: Arc::default(),
        }
    }

    pub(super) fn acknowledged(&self) -> u64 {
        self.answered.load(Ordering::Acquire)
    }

    /// Waits until so many sends were acknowledged.
    pub(super) async fn until_acknowledged(&self, count: u64) {
        let deadline = Instant::now() + ANSWERED_WITHIN;
        while self.acknowledged() < count {
            assert!(Instant::now() < deadline, "{} of {count} acknowledged", self.acknowledged());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(super) fn stop_sending(&self) {
        self.sending.store(false, Ordering::Release);
    }

    pub(super) fn stop_reading(&self) {
        self.reading.send_replace(false);
    }

    /// One reader for each agent and visitor, listening before anybody sends.
    pub(super) async fn readers(&self) -> Vec<JoinHandle<()>> {
        let mut readers = Vec::new();
        let now = self.read_all().await;
        let agents = self.agents.iter().enumerate().map(|(number, agent)| {
            let theirs = self.visitors.iter().enumerate().filter(|(chat, _)| self.is_in(number, *chat));
            let mut lists: Vec<List> = theirs.map(|(_, (_, chat_id))| agents_side(*chat_id)).collect();
            let direct = [number, (number + self.agents.len() - 1) % self.agents.len()];
            lists.extend(direct.map(|number| agents_side(self.conversations[number])));
            (agent.id, agent.api.clone(), "/v1/sync", lists)
        });
        let visitors = self.visitors.iter().map(|(visitor, chat_id)| {
            (visitor.id, visitor.api.clone(), "/v1/visitor/sync", vec![visitors_side(*chat_id)])
        });
        for (reader, api, sync, lists) in agents.chain(visitors) {
            let start: Value = api.get(sync).await.ok();
            let cursor = start["cursor"].as_str().expect("a cursor").to_owned();
            for list in lists {
                let after = now.lists[&list].last().map_or(0, |entry| entry.position);
                self.history.note(Operation::Began { reader, list, after });
            }
            let (history, reading) = (Arc::clone(&self.history), self.reading.subscribe());
            readers.push(tokio::spawn(read(reader, api, cursor, history, reading)));
        }
        readers
    }

    pub(super) fn is_in(&self, agent: usize, chat: usize) -> bool {
        let count = self.agents.len();
        chat % count == agent || (chat + 1) % count == agent
    }

    /// Every list as it is now, both sides of each chat.
    pub(super) async fn read_all(&self) -> Outcome {
        let mut lists = BTreeMap::new();
        for (number, (visitor, chat_id)) in self.visitors.iter().enumerate() {
            let agent = &self.agents[number % self.agents.len()];
            lists.insert(agents_side(*chat_id), self.timeline(agent, *chat_id).await);
            let messages: Vec<VisitorMessageView> = self
                .whole(visitor.api.token(), visitor.api.base(), &format!("/v1/visitor/chats/{chat_id}/messages"))
                .await;
            lists.insert(visitors_side(*chat_id), messages.iter().map(visitor_entry).collect());
        }
        for (number, conversation_id) in self.conversations.iter().enumerate() {
            let api = &self.agents[number].api;
            let path = format!("/v1/direct_conversations/{conversation_id}/messages");
            let messages: Vec<DirectMessageView> = self.whole(api.token(), api.base(), &path).await;
            lists.insert(agents_side(*conversation_id), messages.iter().map(direct_entry).collect());
        }
        Outcome { lists, ..Outcome::default() }
    }

    /// What visitors read is what agents read, without the whispers.
    pub(super) fn sides_agree(&self, outcome: &Outcome) {
        for (_, chat_id) in &self.visitors {
            let public = outcome.lists[&agents_side(*chat_id)].iter().filter(|entry| !entry.body.starts_with('w'));
            let public: Vec<(Uuid, &str)> = public.map(|entry| (entry.id, entry.body.as_str())).collect();
            let seen = &outcome.lists[&visitors_side(*chat_id)];
            let seen: Vec<(Uuid, &str)> = seen.iter().map(|entry| (entry.id, entry.body.as_str())).collect();
            assert_eq!(seen, public, "visitor and agents read different chats");
        }
    }

    pub(super) async fn timeline(&self, agent: &AgentActor, chat_id: Uuid) -> Vec<Entry> {
        let path = format!("/v1/chats/{chat_id}/timeline");
        let entries: Vec<TimelineEntryView> = self.whole(agent.api.token(), agent.api.base(), &path).await;
        entries.iter().map(entry).collect()
    }

    /// A whole list, oldest first; pages are read from the newest on.
    async fn whole<T: DeserializeOwned>(&self, token: &str, base: &str, path: &str) -> Vec<T> {
        let mut pages = Vec::new();
        let mut at = String::new();
        loop {
            let address = format!("{base}{path}?limit=100{at}");
            let page: Page<T> = self.patiently(|| self.http.get(&address).bearer_auth(token)).await;
            pages.push(page.items);
            let Some(cursor) = page.next_cursor else { break };
            at = format!("&cursor={cursor}");
        }
        pages.into_iter().rev().flatten().collect()
    }

    /// Repeats a request until it is answered; only a server that is gone or says so itself is asked again.
    pub(super) async fn patiently<T: DeserializeOwned>(&self, request: impl Fn() -> reqwest::RequestBuilder) -> T {
        let deadline = Instant::now() + ANSWERED_WITHIN;
        loop {
            if let Ok(answer) = request().send().await {
                let status = answer.status();
                match answer.bytes().await {
                    Ok(body) if status.is_success() => return serde_json::from_slice(&body).expect("a view"),
                    Ok(body) => assert!(status.is_server_error(), "{status}: {}", String::from_utf8_lossy(&body)),
                    Err(_) => {}
                }
            }
            assert!(Instant::now() < deadline, "no answer within {ANSWERED_WITHIN:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Sends one text under one id until it is acknowledged; `place` names the field that tells where it stands.
    pub(super) async fn send(
        &self,
        token: &str,
        base: &str,
        path: &str,
        sender: Uuid,
        list: List,
        kind: &str,
        place: &str,
    ) {
        let id = Uuid::now_v7();
        let body = format!("{kind} {id}");
        self.history.note(Operation::Invoked { sender, list, id, body: body.clone() });
        let request = json!({"client_id": id, "text": body});
        let address = format!("{base}{path}");
        let view: Value = self.patiently(|| self.http.post(&address).bearer_auth(token).json(&request)).await;
        let position = view[place].as_u64().expect("a place");
        self.history.note(Operation::Acknowledged { sender, list, id, position });
        self.answered.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn goes_on(&self) -> bool {
        self.sending.load(Ordering::Acquire)
    }
}

pub(super) fn agents_side(of: Uuid) -> List {
    List { of, visitor: false }
}

pub(super) fn visitors_side(of: Uuid) -> List {
    List { of, visitor: true }
}

/// The id within a text, or the message's own for what the system says.
fn named(position: u64, text: &str, id: Uuid) -> Entry {
    let sent = text.split_once(' ').and_then(|(_, id)| id.parse().ok());
    let body = if sent.is_some() { text.to_owned() } else { format!("-{text}") };
    Entry { position, id: sent.unwrap_or(id), body }
}

pub(super) fn entry(view: &TimelineEntryView) -> Entry {
    match view {
        TimelineEntryView::Message(message) => named(message.position, &message.text, message.id),
        TimelineEntryView::Whisper(whisper) => named(whisper.position, &whisper.text, whisper.id),
    }
}

pub(super) fn visitor_entry(message: &VisitorMessageView) -> Entry {
    named(message.number, &message.text, message.id)
}

pub(super) fn direct_entry(message: &DirectMessageView) -> Entry {
    named(message.position, &message.text, message.id)
}
