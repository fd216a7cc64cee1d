//! Opened streams and the end of the process that opened them.

use std::sync::Arc;

use pronto_protocol::chat::ChatState;
use uuid::Uuid;

use super::{CHAT, ME, OTHER, State, chat, fetched, message, missing, note, state};
use crate::client::{
    live::Live,
    store::{MemoryStore, Store},
};

/// A process that opened a closed chat with this agent in it, and ended.
fn ended_with(store: &Arc<MemoryStore>, participant: Uuid) -> State {
    let live = Live::new(state(), store.clone());
    live.change(|state| {
        state.mark_all_touched();
        state.open_stream(CHAT);
        let closed = chat(4, ChatState::Closed, &[participant]);
        state.fill(missing(state), &fetched(closed, vec![message(1, 1, None, "a")], vec![note(1)]));
    });
    assert!(live.with(|state| state.is_complete() && state.threads[&CHAT].notes.len() == 1));
    State::restore(ME, 100, store.load(100).expect("read"))
}

#[test]
fn what_a_stream_of_an_ended_process_brought_is_dropped_and_leaves_the_store() {
    let store = Arc::new(MemoryStore::default());
    let again = ended_with(&store, OTHER);
    assert!(again.opened().is_empty() && again.chats.is_empty() && again.threads.is_empty());
    Live::new(again, store.clone()).change(|state| state.advance("9"));
    let kept = store.load(100).expect("read");
    assert!(kept.rows.is_empty() && kept.entries.is_empty(), "{kept:?}");
}

#[test]
fn an_own_chat_whose_stream_ended_with_its_process_is_fetched_anew_when_it_is_reopened() {
    let mut again = ended_with(&Arc::new(MemoryStore::default()), ME);
    assert!(again.opened().is_empty() && again.missing().is_empty());
    assert_eq!(again.threads[&CHAT].entries.len(), 1, "it can still be read");
    again.merge_chat(&chat(5, ChatState::Active, &[ME]));
    assert_eq!(again.missing().len(), 1, "nobody told what happened meanwhile");
}
