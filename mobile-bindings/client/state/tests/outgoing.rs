//! What becomes of an item after an error that says nothing of the item.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::{CHAT, OTHER, State, state};
use crate::client::{ClientError, Content, Item, ItemState, Options, outbox::Way};

/// The next item, long after every hold.
fn begin(state: &mut State, way: Way) -> Option<Uuid> {
    state.begin_outgoing(way, Instant::now() + Duration::from_secs(3_600)).map(|item| item.client_id)
}

fn refuse(state: &mut State, client_id: Uuid, error: ClientError) -> Option<ItemState> {
    state.refuse_outgoing(client_id, error, &Options::quick()).map(|item| item.state)
}

#[test]
fn an_item_is_tried_again_once_secure_storage_can_be_read() {
    let mut state = state();
    let item = state.put_outgoing(Item::new(Content::text(CHAT, "x"))).client_id;
    assert_eq!(begin(&mut state, Way::Calls), Some(item));
    let locked = ClientError::SecureStorage { reason: "locked".into() };
    assert_eq!(refuse(&mut state, item, locked), Some(ItemState::Queued));
    assert_eq!(begin(&mut state, Way::Calls), Some(item));
}

#[test]
fn a_version_that_the_server_refuses_sends_nothing_until_a_socket_is_open_or_another_has_started() {
    let mut state = state();
    let item = state.put_outgoing(Item::new(Content::text(CHAT, "x"))).client_id;
    let other = state.put_outgoing(Item::new(Content::text(OTHER, "y"))).client_id;
    let first = begin(&mut state, Way::Calls).expect("one of them");
    assert_eq!(refuse(&mut state, first, ClientError::UpgradeRequired), Some(ItemState::Queued));
    assert_eq!(begin(&mut state, Way::Calls), None, "it would be refused again");
    assert_eq!(state.outbox.items().len(), 2);

    // A process that has just begun.
    let mut again = State::default();
    state.outbox.items().into_iter().for_each(|item| again.outbox.restore(item));
    assert!(begin(&mut again, Way::Calls).is_some());
    // A server that takes this version again.
    let begun = [begin(&mut state, Way::Frames), begin(&mut state, Way::Frames)].map(|begun| begun.expect("an item"));
    assert!(begun.contains(&item) && begun.contains(&other), "{begun:?}");
    assert_eq!(refuse(&mut state, item, ClientError::Offline { reason: "cut".into() }), Some(ItemState::Queued));
    assert_eq!(begin(&mut state, Way::Calls), Some(item), "calls go again, too");
}
