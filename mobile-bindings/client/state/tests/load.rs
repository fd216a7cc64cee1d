//! What a load of everything leaves as it was.

use pronto_protocol::{agent::Availability, chat::ChatState, event::Change, queue::QueueCountsView};
use serde_json::json;
use uuid::Uuid;

use super::{CHAT, ME, OTHER, QUEUE, chat, event, state};

fn counts(queue_id: Uuid, waiting_count: u32) -> QueueCountsView {
    let counts = json!({
        "queue_id": queue_id, "waiting_count": waiting_count, "active_count": 0, "ready_count": 0, "next_agent": null,
        "nobody": null,
    });
    serde_json::from_value(counts).expect("counts")
}

#[test]
fn counts_of_queues_that_are_still_heard_outlive_a_load() {
    let mut old = state();
    old.set_counts(&counts(QUEUE, 3));
    old.set_counts(&counts(OTHER, 4));
    state().replace(&mut old, &[]);
    assert_eq!(old.counts.into_values().collect::<Vec<_>>(), [counts(QUEUE, 3)]);
}

#[test]
fn what_was_heard_during_a_load_is_merged_into_it() {
    let mut old = state();
    old.advance("20");
    let mut new = state();
    new.merge_chat(&chat(15, ChatState::Waiting, &[]));
    let heard = [
        event(14, Change::ChatStarted(chat(14, ChatState::Waiting, &[]))),
        event(18, Change::ChatUpdated(chat(18, ChatState::Active, &[ME]))),
    ];
    old.open_stream(OTHER);
    new.replace(&mut old, &heard);
    assert_eq!((old.chats[&CHAT].seq, old.cursor()), (18, Some("20")));
    assert!(old.opened().contains(&OTHER));
    assert_eq!(old.availability(), None::<Availability>);
}
