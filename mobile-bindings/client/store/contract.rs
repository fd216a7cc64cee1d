//! What every store does, run over both.

use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::{Batch, Entry, Kind, MemoryStore, SqliteStore, Step, Store};
use crate::client::{Content, Item};

const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);

fn over_both(check: impl Fn(&str, Arc<dyn Store>)) {
    check("memory", Arc::new(MemoryStore::default()));
    let folder = tempfile::tempdir().expect("a folder");
    check("sqlite", Arc::new(SqliteStore::open(&folder.path().join("account")).expect("opened")));
}

fn put(kind: Kind, id: Uuid, body: &str) -> Step {
    Step::Put { kind, id, body: body.into() }
}

fn entry(thread: Uuid, position: u64, text: &str) -> Entry {
    Entry { thread, position, folded: text.to_lowercase(), body: format!("\"{text}\"") }
}

fn commit(store: &Arc<dyn Store>, steps: Vec<Step>) {
    store.commit(&Batch { steps, durable: false }).expect("kept");
}

fn positions(entries: &[Entry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.position).collect()
}

#[test]
fn what_was_put_is_read_back_replaced_and_removed() {
    over_both(|name, store| {
        let note = |value: Option<&str>| Step::Note { name: "cursor", value: value.map(str::to_owned) };
        commit(&store, vec![put(Kind::Chat, ONE, "a"), put(Kind::Agent, ONE, "b"), note(Some("7"))]);
        commit(&store, vec![put(Kind::Chat, ONE, "c"), Step::Remove { kind: Kind::Agent, id: ONE }]);
        commit(&store, vec![Step::Remove { kind: Kind::Agent, id: TWO }]);
        let kept = store.load(10).expect("read");
        assert_eq!(kept.rows, [(Kind::Chat, ONE, "c".to_owned())], "{name}");
        assert_eq!(kept.note("cursor"), Some("7"), "{name}");
        commit(&store, vec![note(None)]);
        assert_eq!(store.load(10).expect("read").note("cursor"), None, "{name}");
    });
}

#[test]
fn timelines_are_read_from_their_newest_end_and_backwards_page_by_page() {
    over_both(|name, store| {
        commit(&store, (1..=9).map(|position| Step::PutEntry(entry(ONE, position, "x"))).collect());
        commit(&store, vec![Step::PutEntry(entry(TWO, 5, "y")), Step::PutEntry(entry(ONE, 9, "edited"))]);
        let kept = store.load(3).expect("read");
        assert_eq!(positions(&kept.entries), [7, 8, 9, 5], "{name}");
        assert_eq!(kept.entries[2].body, "\"edited\"", "{name}");
        assert_eq!(positions(&store.entries_before(ONE, 7, 4).expect("read")), [3, 4, 5, 6], "{name}");
        assert_eq!(positions(&store.entries_before(ONE, 3, 4).expect("read")), [1, 2], "{name}");
        assert!(store.entries_before(ONE, 1, 4).expect("read").is_empty(), "{name}");
        commit(&store, vec![Step::ClearThread(ONE)]);
        assert_eq!(positions(&store.load(9).expect("read").entries), [5], "{name}");
    });
}

#[test]
fn search_wants_all_words_and_gives_the_newest_first() {
    over_both(|name, store| {
        let texts = ["Ola Ana", "boleto vencido", "Ana pagou o boleto", "nada"];
        let steps = texts.iter().zip(1..).map(|(text, position)| Step::PutEntry(entry(ONE, position, text))).collect();
        commit(&store, steps);
        commit(&store, vec![Step::PutEntry(entry(TWO, 9, "boleto da ana"))]);
        let find = |thread, words: &[&str], most| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            positions(&store.search(thread, &words, most).expect("found"))
        };
        assert_eq!(find(None, &["boleto"], 10), [9, 3, 2], "{name}");
        assert_eq!(find(Some(ONE), &["boleto", "ana"], 10), [3], "{name}");
        assert_eq!(find(None, &["boleto"], 2), [9, 3], "{name}");
        assert!(find(None, &["%"], 10).is_empty() && find(None, &["'"], 10).is_empty(), "{name}");
    });
}

#[test]
fn clearing_leaves_what_was_made_on_the_device() {
    over_both(|name, store| {
        let own = [put(Kind::Outgoing, ONE, "to be sent"), put(Kind::Draft, TWO, "begun")];
        commit(
            &store,
            [put(Kind::Chat, ONE, "chat"), Step::PutEntry(entry(ONE, 1, "x"))].into_iter().chain(own).collect(),
        );
        commit(&store, vec![Step::Clear]);
        let kept = store.load(10).expect("read");
        assert_eq!(kept.rows.iter().map(|row| row.0).collect::<Vec<_>>(), [Kind::Outgoing, Kind::Draft], "{name}");
        assert!(kept.entries.is_empty() && kept.notes.is_empty(), "{name}");
        store.wipe().expect("wiped");
    });
}

#[test]
fn a_store_beyond_its_size_loses_its_oldest_entries_and_nothing_else() {
    over_both(|name, store| {
        let long = "word ".repeat(200);
        for thread in [ONE, TWO] {
            commit(&store, (1..=300).map(|position| Step::PutEntry(entry(thread, position, &long))).collect());
        }
        commit(&store, vec![put(Kind::Outgoing, ONE, "to be sent")]);
        let before = store.size_bytes().expect("size");
        store.evict(before, 10).expect("evicted");
        assert_eq!(store.load(1_000).expect("read").entries.len(), 600, "{name}: within its size nothing is lost");
        store.evict(before / 2, 10).expect("evicted");
        let kept = store.load(1_000).expect("read");
        assert_eq!(positions(&kept.entries), (291..=300).chain(291..=300).collect::<Vec<_>>(), "{name}");
        assert_eq!(kept.rows.len(), 1, "{name}");
        assert!(store.size_bytes().expect("size") <= before / 2, "{name}");
    });
}

/// Twelve chats of the same size, closed one after the other but for one: the first with a draft, the second with something to send.
fn fill_with_chats(store: &Arc<dyn Store>, ids: &[Uuid; 12]) {
    let long = "word ".repeat(200);
    for (n, id) in ids.iter().enumerate() {
        let closed_at = (n != 2).then(|| format!("2026-01-31T12:00:{n:02}.000Z"));
        let state = if n == 2 { "active" } else { "closed" };
        let note = Uuid::from_u128(1_000 + id.as_u128());
        let mut steps = vec![
            put(Kind::Chat, *id, &json!({"state": state, "closed_at": closed_at}).to_string()),
            put(Kind::Thread, *id, "\"dormant\""),
            put(Kind::Note, note, &json!({"chat_id": id}).to_string()),
        ];
        steps.extend((1..=10).map(|position| Step::PutEntry(entry(*id, position, &long))));
        commit(store, steps);
    }
    let item = Item::new(Content::text(ids[1], "to be sent"));
    let outgoing = put(Kind::Outgoing, item.client_id, &serde_json::to_string(&item).expect("JSON"));
    commit(store, vec![put(Kind::Draft, ids[0], "\"begun\""), outgoing]);
}

#[test]
fn a_store_that_cutting_leaves_too_large_loses_whole_closed_chats_the_longest_closed_first() {
    let ids: [Uuid; 12] = std::array::from_fn(|n| Uuid::from_u128(100 + n as u128));
    over_both(|name, store| {
        fill_with_chats(&store, &ids);
        let left = || {
            let kept = store.load(100).expect("read");
            let of = |kind: Kind| kept.rows.iter().filter(move |row| row.0 == kind).map(|row| row.1);
            let chats: Vec<Uuid> = of(Kind::Chat).collect();
            assert_eq!(of(Kind::Thread).collect::<Vec<_>>(), chats, "{name}");
            assert_eq!(of(Kind::Note).count(), chats.len(), "{name}");
            assert_eq!(kept.entries.len(), 10 * chats.len(), "{name}");
            assert_eq!((of(Kind::Draft).count(), of(Kind::Outgoing).count()), (1, 1), "{name}");
            chats
        };
        let before = store.size_bytes().expect("size");
        store.evict(before, 10).expect("evicted");
        assert_eq!(left(), ids, "{name}: within its size nothing is lost");

        store.evict(before / 2, 10).expect("evicted");
        let chats = left();
        assert!(store.size_bytes().expect("size") <= before / 2, "{name}");
        assert!((4..12).contains(&chats.len()), "{name}: {} are left", chats.len());
        assert_eq!(chats, [&ids[..3], &ids[15 - chats.len()..]].concat(), "{name}");

        store.evict(0, 10).expect("evicted");
        assert_eq!(left(), ids[..3], "{name}: what is not closed, or holds something of this device, stays");
        store.wipe().expect("wiped");
    });
}

#[test]
fn files_wait_until_they_are_removed() {
    over_both(|name, store| {
        assert_eq!(store.file(ONE).expect("asked"), None, "{name}");
        store.put_file(ONE, b"bytes").expect("kept");
        store.put_file(ONE, b"other bytes").expect("kept");
        assert_eq!(store.file(ONE).expect("asked").as_deref(), Some(b"other bytes".as_slice()), "{name}");
        store.remove_file(ONE).expect("removed");
        store.remove_file(ONE).expect("again");
        assert_eq!(store.file(ONE).expect("asked"), None, "{name}");
    });
}

#[test]
fn a_paused_store_takes_nothing_and_forgets_nothing() {
    over_both(|name, store| {
        commit(&store, vec![put(Kind::Chat, ONE, "a")]);
        store.pause().expect("paused");
        store.pause().expect("again");
        let refused = store.commit(&Batch { steps: vec![put(Kind::Chat, ONE, "b")], durable: true });
        assert!(refused.is_err() && store.load(1).is_err(), "{name}");
        store.resume().expect("resumed");
        assert_eq!(store.load(1).expect("read").rows, [(Kind::Chat, ONE, "a".to_owned())], "{name}");
    });
}

#[test]
fn a_store_that_was_closed_comes_back_and_a_damaged_or_later_one_is_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("account");
    let open = || -> Arc<dyn Store> { Arc::new(SqliteStore::open(&path).expect("opened")) };
    let store = open();
    store.commit(&Batch { steps: vec![put(Kind::Outgoing, ONE, "a")], durable: true }).expect("kept");
    drop(store);
    assert_eq!(open().load(1).expect("read").rows.len(), 1);

    std::fs::write(path.join("core.db"), b"this is no database at all, however long it may be").expect("damaged");
    assert!(open().load(1).expect("read").rows.is_empty());
    assert!(path.join("core.db.damaged").exists());

    let later = rusqlite::Connection::open(path.join("core.db")).expect("opened");
    later.pragma_update(None, "user_version", 1_000).expect("made later");
    drop(later);
    assert!(open().load(1).expect("read").rows.is_empty());

    let store = open();
    store.put_file(ONE, b"bytes").expect("kept");
    store.wipe().expect("wiped");
    assert!(!path.exists());
}
