//! Many phones, each with a fate of its own: the network goes, the server restarts, the app is killed, paused, asleep, the clock
//! jumps. In the end each knows what a fresh fetch tells, has nothing left to send, and has sent everything once.

use std::{sync::Arc, time::Duration};

use harness::{AgentActor, Organization, TestServer, VisitorActor};
use pronto_mobile::client::Account;
use pronto_protocol::{chat::ChatView, queue::QueueSettings};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{Phone, WITHIN, kill, online, same_as_fresh, wire::Wire};

/// Phones, unless `PRONTO_TEST_PHONES` says how many: a thousand take minutes.
const SCHEDULES: usize = 120;
const SCHEDULES_VARIABLE: &str = "PRONTO_TEST_PHONES";
/// Phones that live at the same time.
const AT_ONCE: usize = 40;
/// Things that happen to each.
const STEPS: usize = 14;
const SEED_VARIABLE: &str = "PRONTO_TEST_SEED";

/// One phone and those its agent talks to.
struct Life {
    wire: Arc<Wire>,
    phone: Phone,
    agent: AgentActor,
    visitor: VisitorActor,
    chat: ChatView,
    account: Account,
    conversation: Uuid,
}

impl Life {
    async fn begin(server: &TestServer, shop: &Organization, colleague: Uuid, name: &str) -> Self {
        let agent = shop.agent(name).await;
        let queue = name.to_lowercase().replace(' ', "-");
        shop.queue(&queue, QueueSettings::default(), &[&agent]).await;
        agent.ready().await;
        let visitor = shop.visitor().await;
        let started = visitor.start(&queue, "Hello").await;
        let chat = agent.accept_chat(started.id).await.chat;
        let wire = Arc::new(Wire::to(server.address).await);
        let phone = Phone { organization: shop.slug.clone(), ..Phone::new(&wire.url, &agent) };
        let account = phone.sign_in().await;
        online(&account).await;
        let conversation = account.open_direct(colleague).await.expect("opened").id;
        Self { wire, phone, agent, visitor, chat, account, conversation }
    }

    async fn live(self, mut chance: StdRng, server: Arc<Clocks>) -> Ended {
        let Self { wire, phone, agent, visitor, chat, mut account, conversation } = self;
        let (mut written, mut whispered, mut direct) = (Vec::new(), Vec::new(), Vec::new());
        for step in 0..STEPS {
            match chance.random_range(0..100) {
                0..30 => {
                    let text = format!("text {step}");
                    if account.send_text(chat.id, &text).is_ok() {
                        written.push(text);
                    }
                }
                30..40 => {
                    let text = format!("whisper {step}");
                    if account.whisper(chat.id, &text).is_ok() {
                        whispered.push(text);
                    }
                }
                40..48 => {
                    let text = format!("direct {step}");
                    if account.send_direct_text(conversation, &text).is_ok() {
                        direct.push(text);
                    }
                }
                48..58 => say(&visitor, chat.id, step).await,
                58..66 => wire.cut(),
                66..76 => wire.mend(),
                76..82 => wire.cut_after(chance.random_range(1..3_000)),
                82..88 => {
                    kill(account);
                    account = phone.start(&agent).await;
                    if chance.random_bool(0.7) {
                        account.start();
                    }
                }
                88..92 => {
                    // Asleep: everything is let go of, and nothing can be written.
                    account.pause().await.expect("paused");
                    tokio::time::sleep(Duration::from_millis(chance.random_range(0..30))).await;
                    account.resume().await.expect("resumed");
                }
                92..95 => account.stop().await,
                95..97 => server.jump(chance.random_range(1..700)),
                _ => account.network_changed(),
            }
            tokio::time::sleep(Duration::from_micros(chance.random_range(0..25_000))).await;
        }
        kill(account);
        Ended { wire, phone, agent, visitor, chat, written, whispered, direct }
    }
}

/// The visitor's network is another one, and may be of a server that restarts.
async fn say(visitor: &VisitorActor, chat_id: Uuid, step: usize) {
    let request = serde_json::json!({"client_id": Uuid::now_v7(), "text": format!("visitor {step}")});
    let url = format!("{}/v1/visitor/chats/{chat_id}/messages", visitor.api.base());
    let sent = reqwest::Client::new().post(url).bearer_auth(visitor.api.token()).json(&request).send().await;
    drop(sent); // what does not arrive was not said
}

/// A phone whose process is dead.
struct Ended {
    wire: Arc<Wire>,
    phone: Phone,
    agent: AgentActor,
    visitor: VisitorActor,
    chat: ChatView,
    written: Vec<String>,
    whispered: Vec<String>,
    direct: Vec<String>,
}

impl Ended {
    /// What must hold once all is well again.
    async fn ends_well(self, what: &str) {
        self.wire.mend();
        let account = self.phone.start(&self.agent).await;
        account.start();
        account.until_online(WITHIN).await.unwrap_or_else(|error| panic!("{what}: not online: {error}"));
        let empty = account.outbox().until_empty(WITHIN).await;
        assert!(empty.is_ok(), "{what}: not sent: {:#?}", account.outbox().items());
        // The clock has jumped past the tokens of the first sign-in.
        let desk = AgentActor::sign_in(&self.phone.url, &self.phone.organization, &self.agent.email, "Desk").await;
        let timeline: Vec<pronto_protocol::whisper::TimelineEntryView> =
            desk.api.all(&format!("/v1/chats/{}/timeline?limit=100", self.chat.id)).await;
        let last = timeline.iter().map(|entry| entry.position()).max().unwrap_or_default();
        let here = |state: &pronto_mobile::client::State| {
            (state.is_complete() && state.threads.get(&self.chat.id)?.entries.contains_key(&last)).then_some(())
        };
        account.until(WITHIN, here).await.unwrap_or_else(|error| panic!("{what}: did not catch up: {error}"));
        same_as_fresh(&account, what).await;

        let (mut texts, mut whispers) = (Vec::new(), Vec::new());
        let mut sorted = timeline;
        sorted.sort_by_key(pronto_protocol::whisper::TimelineEntryView::position);
        for entry in sorted {
            match entry {
                pronto_protocol::whisper::TimelineEntryView::Message(message) if message.text.starts_with("text ") => {
                    texts.push(message.text);
                }
                pronto_protocol::whisper::TimelineEntryView::Whisper(whisper) => whispers.push(whisper.text),
                pronto_protocol::whisper::TimelineEntryView::Message(_) => {}
            }
        }
        assert_eq!((texts, whispers), (self.written.clone(), self.whispered.clone()), "{what}");
        assert!(self.visitor.messages(self.chat.id).await.len() > self.written.len(), "{what}");
        let directs = account.live().with(|state| {
            let own = state.direct_threads.values().flat_map(|thread| thread.messages.values());
            own.filter(|message| message.sender_id == self.agent.id)
                .map(|message| message.text.clone())
                .collect::<Vec<_>>()
        });
        assert_eq!(directs, self.direct, "{what}");
        account.stop().await;
    }
}

/// The server's clock, which a phone's can be ahead of or behind.
struct Clocks(pronto_api::clock::Clock);

impl Clocks {
    fn jump(&self, seconds: u64) {
        self.0.advance(Duration::from_secs(seconds));
    }
}

fn seed() -> u64 {
    let given = std::env::var(SEED_VARIABLE).ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(rand::random);
    eprintln!("{SEED_VARIABLE}={seed}"); // shown when the test fails
    seed
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_of_many_fates_end_up_with_the_servers_state_and_everything_sent_once() {
    let given = std::env::var(SCHEDULES_VARIABLE).ok().and_then(|count| count.parse().ok());
    let schedules: usize = given.unwrap_or(SCHEDULES);
    let seed = seed();
    let mut chance = StdRng::seed_from_u64(seed);
    let mut server = TestServer::start().await;
    let main = Arc::new(Wire::to(server.address).await);
    let mut restarts = 0;
    for batch in 0..schedules.div_ceil(AT_ONCE) {
        let slug = format!("shop-{batch}");
        let mut shop = server.organization(&slug).await;
        shop.base.clone_from(&main.url);
        shop.admin = AgentActor::sign_in(&main.url, &slug, &shop.admin.email, "Desk").await;
        let colleague = shop.agent("Colleague").await.id;
        let mut lives = Vec::new();
        for n in 0..AT_ONCE.min(schedules - batch * AT_ONCE) {
            lives.push(Life::begin(&server, &shop, colleague, &format!("Agent {n}")).await);
        }
        let wires: Vec<_> = lives.iter().map(|life| Arc::clone(&life.wire)).chain([Arc::clone(&main)]).collect();
        let clocks = Arc::new(Clocks(server.clock.clone()));
        let mut going = JoinSet::new();
        for life in lives {
            going.spawn(life.live(StdRng::seed_from_u64(chance.random()), Arc::clone(&clocks)));
        }
        let mut ended = Vec::new();
        // The server goes down in the middle of all this.
        let restart_at = tokio::time::Instant::now() + Duration::from_millis(chance.random_range(100..600));
        let mut restarted = false;
        loop {
            tokio::select! {
                life = going.join_next() => match life {
                    Some(life) => ended.push(life.expect("a phone's life")),
                    None => break,
                },
                () = tokio::time::sleep_until(restart_at), if !restarted => {
                    restarted = true;
                    restarts += 1;
                    server.restart().await;
                    wires.iter().for_each(|wire| wire.lead_to(server.address));
                }
            }
        }
        wires.iter().for_each(|wire| wire.lead_to(server.address));
        let mut well = JoinSet::new();
        for (n, life) in ended.into_iter().enumerate() {
            well.spawn(async move { life.ends_well(&format!("phone {n} of batch {batch}")).await });
        }
        while let Some(ended) = well.join_next().await {
            ended.expect("all is well");
        }
    }
    assert!(restarts > schedules / AT_ONCE / 2, "the server was hardly ever restarted: {restarts}");
}
