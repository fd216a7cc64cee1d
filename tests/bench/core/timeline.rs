//! A long timeline on the phone: opened at its end, scrolled, searched.

use std::time::Instant;

use pronto_mobile::client::store::{Batch, Entry, SqliteStore, Step, Store};
use uuid::Uuid;

use super::{Phone, ROUNDS, ms, spread};
use crate::memory::Memory;

/// Messages of the long timeline.
const MESSAGES: u64 = 100_000;

/// Prints what it takes to use a timeline that this phone has on its disk.
pub(super) async fn run(phone: &Phone, agent_id: Uuid, chat_id: Uuid) {
    println!("\na timeline of {MESSAGES} messages");
    let path = phone.data().join(agent_id.to_string());
    let first = {
        let store = SqliteStore::open(&path).expect("opened");
        let newest = store.load(1).expect("read");
        let model = newest.entries.iter().find(|entry| entry.thread == chat_id).expect("an entry").clone();
        // Further back than what is there, so that nothing the server told is replaced.
        let shift = MESSAGES;
        let last = model.position;
        let own = store.entries_before(chat_id, u64::MAX / 4, usize::MAX).expect("read");
        let moved: Vec<Step> = own.iter().map(|entry| Step::PutEntry(at(entry, entry.position + shift))).collect();
        store.commit(&Batch { steps: vec![Step::ClearThread(chat_id)], durable: false }).expect("kept");
        for part in (1..=shift).collect::<Vec<_>>().chunks(5_000) {
            let steps = part.iter().map(|position| Step::PutEntry(at(&model, *position))).collect();
            store.commit(&Batch { steps, durable: false }).expect("kept");
        }
        store.commit(&Batch { steps: moved, durable: true }).expect("kept");
        println!("  on disk               {:>9.1} MB", store.size_bytes().expect("size") as f64 / 1e6);
        last + shift
    };
    let before = Memory::own().resident;
    let started = Instant::now();
    let account = phone.start(agent_id).await;
    let watch = account.live().watch_timeline(chat_id);
    let shown = watch.take();
    println!(
        "  opened at its end     {:>9.1} ms, {:.1} MB more resident",
        ms(started.elapsed()),
        (Memory::own().resident - before) / 1e6
    );
    assert_eq!(shown.len(), 1);
    let mut steps = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        account.load_older(chat_id, 50).await.expect("read");
        drop(watch.take());
        steps.push(started.elapsed());
    }
    println!("  fifty more by scroll  {}", spread(&mut steps));
    let mut searches = Vec::new();
    for n in 0..ROUNDS {
        let word = if n % 2 == 0 { "nowhere at all" } else { "WHAT away" };
        let started = Instant::now();
        account.search_here(Some(chat_id), word, 50).await.expect("found");
        searches.push(started.elapsed());
    }
    println!("  searched              {}", spread(&mut searches));
    println!(
        "  in all                {:>9.1} MB more resident; last position {first}",
        (Memory::own().resident - before) / 1e6
    );
}

/// The same entry at another place.
fn at(entry: &Entry, position: u64) -> Entry {
    let mut body: serde_json::Value = serde_json::from_str(&entry.body).expect("JSON");
    body["position"] = position.into();
    body["id"] = Uuid::from_u128(u128::from(position)).to_string().into();
    body["text"] = format!("Line {position} of a long talk about an order that did not arrive").into();
    let folded = format!("line {position} of a long talk about an order that did not arrive");
    Entry { position, body: body.to_string(), folded, thread: entry.thread }
}
