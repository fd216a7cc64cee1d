//! What a phone that nobody writes to sends and receives: connected, catching up by the feed, and fetching everything by REST.
//! The three run at the same time in the same organization; the time is real.

use std::time::{Duration, Instant};

use harness::{AgentActor, Organization, process::Process};
use pronto_mobile::client::Account;
use pronto_protocol::queue::QueueSettings;
use tempfile::TempDir;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use super::{Phone, count::Relay, online, sign_in};
use crate::stage::quiet;

/// Active chats of the agent, and messages of each.
const CHATS: usize = 10;
const MESSAGES: usize = 10;
/// How often a phone without a socket asks: as often as the server's heartbeat tells a socket that it lives.
const EVERY: Duration = Duration::from_secs(30);

/// Three phones of one agent.
pub(super) struct Hour {
    _folder: TempDir,
    server: Process,
    arms: Vec<Arm>,
    asking: JoinSet<()>,
    started: Instant,
}

struct Arm {
    name: &'static str,
    relay: Relay,
    account: Account,
    before: u64,
    _phone: TempDir,
}

impl Hour {
    /// They are signed in and know everything; from now on it is counted.
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let launch = quiet(folder.path());
        let server = launch.start().await;
        let shop = launch.organization(&server, "shop").await;
        let ana = shop.agent("Ana").await;
        shop.queue("sales", QueueSettings::default(), &[&ana]).await;
        talk(&shop, &ana).await;
        let mut arms = Vec::new();
        for name in ["connected by the socket", "catching up by the feed", "fetching everything"] {
            let relay = Relay::to(shop.base.trim_start_matches("http://").to_owned()).await;
            let phone = tempfile::tempdir().expect("a folder");
            let account = sign_in(&Phone::in_folder(phone.path()), &relay, &ana).await;
            online(&account).await;
            arms.push(Arm { name, relay, account, before: 0, _phone: phone });
        }
        let mut asking = JoinSet::new();
        for (number, arm) in arms.iter().enumerate().skip(1) {
            arm.account.stop().await;
            let account = arm.account.clone();
            asking.spawn(async move { ask(&account, number == 1).await });
        }
        // What the others hear of those who left is not part of it.
        tokio::time::sleep(Duration::from_secs(3)).await;
        for arm in &mut arms {
            arm.before = arm.relay.bytes();
        }
        Self { _folder: folder, server, arms, asking, started: Instant::now() }
    }

    /// Waits until so much time has gone by, and prints.
    pub(super) async fn end(mut self, after: Duration) {
        tokio::time::sleep(after.saturating_sub(self.started.elapsed())).await;
        let bytes: Vec<u64> = self.arms.iter().map(|arm| arm.relay.bytes() - arm.before).collect();
        let minutes = self.started.elapsed().as_secs_f64() / 60.0;
        println!(
            "\nbytes on the wire of {minutes:.1} minutes in which nothing happens, side by side; {CHATS} active chats of {MESSAGES}"
        );
        println!("messages; a phone without a socket asks every {} s", EVERY.as_secs());
        for (arm, took) in self.arms.iter().zip(&bytes) {
            println!("  {:<24} {took:>9} bytes, ratio {:>7.2}", arm.name, *took as f64 / bytes[0] as f64);
        }
        self.asking.shutdown().await;
        self.server.stop().await;
    }
}

async fn talk(shop: &Organization, ana: &AgentActor) {
    for chat in 0..CHATS {
        let vera = shop.visitor().await;
        let chat_id = vera.start("sales", &format!("Hello, this is about order {chat}")).await.id;
        ana.accept_chat(chat_id).await;
        for line in 1..MESSAGES {
            vera.say(chat_id, &format!("Line {line} of a talk about an order that did not arrive")).await;
        }
    }
}

/// Asks again and again, as an app without a socket has to.
async fn ask(account: &Account, by_feed: bool) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first one is at once, and nothing has happened since.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        if by_feed {
            account.catch_up().await.expect("caught up");
        } else {
            account.fetch_fresh().await.expect("fetched");
        }
    }
}
