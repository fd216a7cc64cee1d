//! Rows: X4, N8
//!
//! The server is killed under load, twenty times without a word: what it acknowledged is there, once, in order, and every phone
//! that had to be told has its delivery.

mod checker;
mod crowd;
mod load;
mod outcome;
mod reader;

use std::{collections::BTreeMap, time::Duration};

use crowd::senders;
use harness::{
    database::TestDatabase,
    history::{Operation, check},
    process::Launch,
    provider::Providers,
};
use load::Load;
use rand::RngExt;

const KILLS: usize = 20;
/// One in so many kills comes wherever it falls, even into the start; before each other one somebody was answered.
const BLIND: usize = 4;
/// Sends before the end, however slow the machine.
const ENOUGH: u64 = 400;
/// How long phones may wait for what the last kill delayed.
const TOLD_WITHIN: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_under_load_lose_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = TestDatabase::create(folder.path()).await;
    let providers = Providers::start().await;
    let launch = Launch::new(folder.path())
        .set("DATABASE_URL", database.url())
        .set("PUSH__ON_SCREEN_DELAY_MS", 500)
        .push_to(&providers);
    let mut server = launch.start().await;
    let load = Load::begin(&server, &providers).await;

    let readers = load.readers().await;
    let senders = senders(&load);
    let mut chance = rand::rng().random::<u64>();
    for kill in 0..KILLS {
        if kill % BLIND != 0 {
            load.until_acknowledged(load.acknowledged() + 1).await;
        }
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis(100 + (chance >> 33) % 400)).await;
        server.kill().await;
        server.start_again().await;
    }
    load.until_acknowledged(ENOUGH).await;
    // Whoever waits for an answer gets it now.
    load.stop_sending();
    for sender in senders {
        sender.await.expect("a sender");
    }
    load.stop_reading();
    for reader in readers {
        reader.await.expect("a reader");
    }

    let mut outcome = load.read_all().await;
    load.sides_agree(&outcome);
    let told = outcome::wait_for_deliveries(database.url(), &load, TOLD_WITHIN).await;
    outcome::phones_agree(&told, &providers.fcm.accepted());
    outcome.pushable = told.pushable.clone();
    let mut operations = load.history.operations();
    operations.extend(told.told.iter().map(|&(list, id)| Operation::Pushed { list, id }));
    let faults = check(&operations, &outcome);
    assert!(
        faults.is_empty(),
        "{} promises were broken, the first: {:#?}",
        faults.len(),
        &faults[..faults.len().min(10)]
    );
    outcome::rows_agree(database.url(), &outcome).await;

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in &operations {
        let kind = match operation {
            Operation::Acknowledged { .. } => "acknowledged",
            Operation::Heard { .. } => "heard",
            Operation::Pushed { .. } => "pushed",
            _ => continue,
        };
        *counts.entry(kind).or_default() += 1;
    }
    assert!(counts.values().all(|count| *count > 200), "there was too little load to say anything: {counts:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_at_rest_starts_with_everything_it_had() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = TestDatabase::create(folder.path()).await;
    let launch = Launch::new(folder.path()).set("DATABASE_URL", database.url());
    let mut server = launch.start().await;
    let shop = launch.organization(&server, "shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let before = agent.socket().await;
    for number in 0..20 {
        visitor.say(chat.id, &format!("Number {number}")).await;
    }
    let messages = visitor.messages(chat.id).await;
    let cursor = before.cut();
    server.kill().await;
    server.start_again().await;
    assert_eq!(visitor.messages(chat.id).await, messages);
    let mut socket = agent.resume(&cursor).await;
    for number in 0..20 {
        let event = socket.event("message.sent").await;
        assert_eq!(event["content"]["text"], format!("Number {number}"));
    }
    server.stop().await;
}
