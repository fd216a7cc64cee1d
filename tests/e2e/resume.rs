//! Rows: X3
//!
//! Clients that are cut off hundreds of times while much happens know in the end what a fresh fetch knows, and were told every
//! event once and in order.

mod story;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use harness::{AgentActor, PASSWORD, PATIENCE, Socket, TestServer, model::Feed, model::VisitorModel};
use pronto_mobile::client::{Account, MemoryStorage, Options, SignIn};
use pronto_protocol::{device::Platform, error::ErrorCode};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use story::Story;

const EVENTS: u64 = 5_000;
const CUTS: usize = 500;
/// Whoever wants to see a failure again gives its seed here.
const SEED_VARIABLE: &str = "PRONTO_TEST_SEED";

fn seed() -> u64 {
    let given = std::env::var(SEED_VARIABLE).ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(rand::random);
    eprintln!("{SEED_VARIABLE}={seed}"); // shown when the test fails
    seed
}

/// Longest time between two cuts, in microseconds.
const APART_MOST: u64 = 160_000;
/// Longest time without a connection, in microseconds: long enough that even the visitor, who is told least, misses something.
const AWAY_MOST: u64 = 40_000;

/// A reader that is cut off so often, and then listens until the story is over.
async fn cut_again_and_again(mut feed: Feed, mut chance: StdRng, over: Arc<AtomicBool>) -> Feed {
    while feed.cuts < CUTS || !over.load(Ordering::Acquire) {
        feed.listen(Duration::from_micros(chance.random_range(0..APART_MOST))).await;
        if feed.cuts >= CUTS {
            continue;
        }
        feed.cut();
        tokio::time::sleep(Duration::from_micros(chance.random_range(0..AWAY_MOST))).await;
        if chance.random_bool(0.3) {
            let pages = chance.random_range(1..=2);
            feed.sync(pages).await;
        }
        feed.resume().await;
    }
    feed.drain().await;
    feed
}

/// The app's core, its link dropped as often.
async fn drop_again_and_again(account: Account, mut chance: StdRng, over: Arc<AtomicBool>) -> usize {
    let mut cuts = 0;
    while cuts < CUTS || !over.load(Ordering::Acquire) {
        tokio::time::sleep(Duration::from_micros(chance.random_range(0..APART_MOST))).await;
        if cuts < CUTS {
            account.drop_link();
            cuts += 1;
        }
    }
    cuts
}

async fn app(server: &TestServer, agent: &AgentActor) -> Account {
    let sign_in = SignIn::new(&server.url(""), "shop", &agent.email, PASSWORD, Platform::Android, "App");
    let account = Account::sign_in(sign_in, MemoryStorage::shared(), Options::quick()).await.expect("signed in");
    account.start();
    account.until_online(PATIENCE).await.expect("online");
    account
}

fn is_rising(what: &str, seqs: &[u64]) {
    let broken = seqs.windows(2).find(|pair| pair[1] <= pair[0]);
    assert!(broken.is_none(), "{what} was told events twice or out of order: {broken:?}");
}

/// The one that was cut off was told exactly what the one that never was.
fn told_the_same(what: &str, cut: &Feed, witness: &Feed) {
    is_rising(what, &cut.seqs());
    let first = cut.events.iter().zip(&witness.events).find(|(cut, witness)| cut != witness);
    assert!(first.is_none(), "{what} was told something else than the witness: {first:#?}");
    assert_eq!(cut.events.len(), witness.events.len(), "{what} was told more or less than the witness");
    assert!(cut.synced > 0, "{what} missed nothing: the cuts came at no bad time");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_cuts_in_five_thousand_events_leave_every_client_with_the_servers_state() {
    let seed = seed();
    let mut chance = StdRng::seed_from_u64(seed);
    // As long as they may live: the story takes minutes on a slow machine, and its readers sign in once.
    let server = TestServer::start_with(|config| config.access_token_seconds = 900).await;
    let story = Arc::new(Story::begin(&server).await);
    let ana = app(&server, &story.ana).await;
    let sue = app(&server, &story.sue).await;
    let mut cut = Vec::new();
    let mut witnesses = Vec::new();
    for (api, visitor) in [(&story.ana.api, false), (&story.sue.api, false), (&story.vera.api, true)] {
        cut.push(Feed::open(api, visitor).await);
        witnesses.push(Feed::open(api, visitor).await);
    }
    for feed in cut.iter_mut().chain(&mut witnesses) {
        feed.drain().await;
    }
    let before = VisitorModel::fetch(&story.vera.api).await;
    assert_eq!(before, VisitorModel::default(), "the visitor's story begins with the test");

    let over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = cut
        .into_iter()
        .map(|feed| tokio::spawn(cut_again_and_again(feed, StdRng::seed_from_u64(chance.random()), Arc::clone(&over))))
        .collect();
    let apps: Vec<_> = [&ana, &sue]
        .map(|account| {
            let chance = StdRng::seed_from_u64(chance.random());
            tokio::spawn(drop_again_and_again(account.clone(), chance, Arc::clone(&over)))
        })
        .into_iter()
        .collect();
    let witnesses: Vec<_> = witnesses
        .into_iter()
        .map(|mut feed| {
            let over = Arc::clone(&over);
            tokio::spawn(async move {
                while !over.load(Ordering::Acquire) {
                    feed.listen(Duration::from_millis(50)).await;
                }
                feed.drain().await;
                feed
            })
        })
        .collect();
    let events = story.play(chance.random(), EVENTS).await;
    assert!(events >= EVENTS, "only {events} events happened");
    over.store(true, Ordering::Release);

    let mut told = Vec::new();
    for (reader, witness) in readers.into_iter().zip(witnesses) {
        told.push((reader.await.expect("a reader"), witness.await.expect("a witness")));
    }
    for app in apps {
        assert!(app.await.expect("an app") >= CUTS);
    }
    for (what, (cut, witness)) in ["the agent", "the supervisor", "the visitor"].into_iter().zip(&told) {
        told_the_same(what, cut, witness);
    }
    let vera = &told[2].0;
    assert!(vera.events.len() > 25, "the visitor was told too little: {}", vera.events.len());
    assert_eq!(VisitorModel::of_events(&vera.events), VisitorModel::fetch(&story.vera.api).await);

    for (what, account, witness) in [("the agent", &ana, &told[0].1), ("the supervisor", &sue, &told[1].1)] {
        let last = witness.seqs().last().copied().unwrap_or_default();
        let whole =
            account.until(PATIENCE, |state| (state.is_complete() && state.cursor_seq() >= last).then_some(())).await;
        assert!(whole.is_ok(), "{what}'s app did not catch up with {last}");
        let (knows, fresh) = (account.snapshot(), account.fetch_fresh().await.expect("fetched"));
        let chats = knows.chats.iter().zip(&fresh.chats).find(|(knows, fresh)| knows != fresh);
        assert!(chats.is_none(), "{what}'s app knows a chat otherwise than the server: {chats:#?}");
        let directs = knows.conversations.iter().zip(&fresh.conversations).find(|(knows, fresh)| knows != fresh);
        assert!(directs.is_none(), "{what}'s app knows a conversation otherwise than the server: {directs:#?}");
        assert_eq!(knows, fresh, "{what}'s app knows something otherwise than the server");
        account.stop().await;
    }
}

#[tokio::test]
async fn a_cursor_older_than_the_log_is_answered_with_resync() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    server.settle_push().await;
    let days = u64::from(server.context.config.event_retention_days) + 1;
    server.clock.advance(Duration::from_secs(days * 86_400));
    pronto_api::worker::retention::prune(&server.context).await.expect("pruned");

    let agent = AgentActor::sign_in(&server.url(""), "shop", &agent.email, "Another phone").await;
    agent.api.get("/v1/sync?after=0").await.refused(ErrorCode::ResyncRequired);
    visitor.api.get("/v1/visitor/sync?after=0").await.refused(ErrorCode::ResyncRequired);
    let mut socket = Socket::connect(agent.api.base()).await;
    socket.send_json(&serde_json::json!({"type": "hello", "token": agent.api.token(), "cursor": "0"})).await;
    let resync = socket.expect("resync", |frame| frame["type"] == "resync" || frame["type"] == "ready").await;
    assert_eq!(resync["type"], "resync", "an old cursor was taken: {resync}");
    let cursor = resync["cursor"].as_str().expect("a cursor").to_owned();

    // From there on it is told everything again, and the cursor given resumes.
    visitor.say(chat.id, "Still there?").await;
    let event = socket.event("message.sent").await;
    assert!(event["seq"].as_u64().expect("seq") > cursor.parse().expect("a number"));
    let mut again = agent.resume(&cursor).await;
    assert_eq!(again.event("message.sent").await, event);
}

#[tokio::test]
async fn a_cursor_of_a_log_that_was_since_restored_is_answered_with_resync() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.admin.api.get("/v1/sync?after=1000000").await.refused(ErrorCode::ResyncRequired);
}

#[tokio::test]
async fn a_cursor_that_is_none_is_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let visitor = shop.visitor().await;
    for cursor in ["x", "-1", "1.5", "9999999999999999999999", "%00", "1%20"] {
        shop.admin.api.get(&format!("/v1/sync?after={cursor}")).await.refused(ErrorCode::InvalidCursor);
        visitor.api.get(&format!("/v1/visitor/sync?after={cursor}")).await.refused(ErrorCode::InvalidCursor);
    }
    let mut socket = Socket::connect(shop.admin.api.base()).await;
    socket.send_json(&serde_json::json!({"type": "hello", "token": shop.admin.api.token(), "cursor": "x"})).await;
    let (code, reason) = socket.closed().await;
    assert_eq!((code, reason.as_str()), (pronto_protocol::socket::close::BAD_FRAME, "invalid_cursor"));
}

#[tokio::test]
async fn the_feed_without_a_cursor_tells_where_the_log_stands_and_nothing_else() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let start: Value = agent.api.get("/v1/sync").await.ok();
    assert_eq!(start["events"], serde_json::json!([]));
    visitor.say(chat.id, "One").await;
    agent.whisper(chat.id, "Two").await;
    let cursor = start["cursor"].as_str().expect("a cursor");
    let told: Value = agent.api.get(&format!("/v1/sync?after={cursor}")).await.ok();
    let kinds: Vec<&str> =
        told["events"].as_array().expect("events").iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(kinds, ["message.sent", "whisper.sent"]);
    let told: Value = visitor.api.get(&format!("/v1/visitor/sync?after={cursor}")).await.ok();
    let kinds: Vec<&str> =
        told["events"].as_array().expect("events").iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(kinds, ["message.sent"]);
}
