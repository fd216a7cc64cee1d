//! How many closed chats are held.

use std::sync::Arc;

use pronto_protocol::{
    Timestamp,
    chat::{ChatState, ChatView},
    event::Change,
};
use uuid::Uuid;

use super::{super::closed::CLOSED_MOST, ME, State, chat, event, state};
use crate::client::{
    Content, Item,
    live::Live,
    store::{Kind, MemoryStore, Store},
};

const MOST: u64 = CLOSED_MOST as u64;

fn id(n: u64) -> Uuid {
    Uuid::from_u128(1_000 + u128::from(n))
}

fn active(n: u64) -> ChatView {
    ChatView { id: id(n), number: n, ..chat(2 * n, ChatState::Active, &[ME]) }
}

/// The same, as the `n`th that was closed.
fn closed(n: u64) -> ChatView {
    let closed_at = Some(Timestamp::from_unix_ms(i64::try_from(n).expect("small")));
    ChatView { id: id(n), number: n, closed_at, ..chat(2 * n + 1, ChatState::Closed, &[ME]) }
}

fn ids(numbers: impl Iterator<Item = u64>) -> Vec<Uuid> {
    numbers.map(id).collect()
}

#[test]
fn the_latest_closed_chats_are_held_and_those_that_are_opened_or_hold_something_of_this_device() {
    let mut state = state();
    for n in 1..=MOST + 50 {
        state.merge_chat(&active(n));
        match n {
            1 => state.set_draft(id(n), "begun"),
            2 => drop(state.put_outgoing(Item::new(Content::text(id(n), "to be sent")))),
            3 => state.open_stream(id(n)),
            _ => {}
        }
        state.apply(&event(2 * n + 1, Change::ChatClosed(closed(n))));
    }
    let held = ids((1..=3).chain(51..=MOST + 50));
    assert_eq!(state.chats.keys().copied().collect::<Vec<_>>(), held);
    assert_eq!(state.threads.keys().copied().collect::<Vec<_>>(), held);

    // A late answer does not bring back what went; what happens to it later does.
    state.merge_chat(&closed(10));
    assert!(!state.chats.contains_key(&id(10)));
    state.apply(&event(10_000, Change::ChatReopened(ChatView { seq: 10_000, ..active(10) })));
    assert!(state.chats.contains_key(&id(10)) && state.threads.contains_key(&id(10)));

    state.set_draft(id(1), "");
    state.close_stream(id(3));
    assert!([1, 3].iter().all(|n| !state.chats.contains_key(&id(*n))), "nothing holds them any more");
    assert!(state.chats.contains_key(&id(2)));
}

#[test]
fn of_more_closed_chats_than_are_held_a_start_takes_up_the_latest() {
    let store = Arc::new(MemoryStore::default());
    let live = Live::new(state(), store.clone());
    live.change(|state| {
        state.chats.extend((1..=MOST + 7).map(|n| (id(n), closed(n))));
        state.mark_all_touched();
    });
    let again = State::restore(ME, 100, store.load(100).expect("read"));
    assert_eq!(again.chats.keys().copied().collect::<Vec<_>>(), ids(8..=MOST + 7));
    Live::new(again, store.clone()).change(|state| state.advance("9"));
    let rows = store.load(100).expect("read").rows;
    assert_eq!(rows.iter().filter(|row| row.0 == Kind::Chat).count(), CLOSED_MOST, "the store still has the others");
}
