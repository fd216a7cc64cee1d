//! The order of lanes, whatever becomes of their items.

use super::{super::Content, *};

const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);

fn put(queue: &mut Queue, lane: Uuid, text: &str) -> Uuid {
    queue.push(Item::new(Content::text(lane, text))).client_id
}

fn begin(queue: &mut Queue, way: Way) -> Option<Uuid> {
    queue.begin(way, Instant::now()).map(|item| item.client_id)
}

fn refused() -> ClientError {
    ClientError::bad_payload("no such chat")
}

#[test]
fn calls_go_one_by_one_in_a_lane_and_lanes_do_not_wait_for_each_other() {
    let mut queue = Queue::default();
    let (first, second, other) = (put(&mut queue, ONE, "a"), put(&mut queue, ONE, "b"), put(&mut queue, TWO, "c"));
    assert_eq!(begin(&mut queue, Way::Calls), Some(first));
    assert_eq!(begin(&mut queue, Way::Calls), Some(other));
    assert_eq!(begin(&mut queue, Way::Calls), None);
    assert_eq!(queue.finish(first).map(|item| item.state), Some(ItemState::Sent));
    assert_eq!(begin(&mut queue, Way::Calls), Some(second));
    assert_eq!(begin(&mut queue, Way::Wait), None);
}

#[test]
fn frames_follow_each_other_within_the_window_and_never_a_call() {
    let mut queue = Queue::default();
    let ids: Vec<Uuid> = (0..20).map(|n| put(&mut queue, ONE, &n.to_string())).collect();
    for id in &ids[..WINDOW] {
        assert_eq!(begin(&mut queue, Way::Frames), Some(*id));
    }
    assert_eq!(begin(&mut queue, Way::Frames), None);
    queue.acknowledge(ids[0]);
    assert_eq!(begin(&mut queue, Way::Frames), Some(ids[WINDOW]));
    let whisper = queue.push(Item::new(Content::Whisper { chat_id: TWO, text: "w".into() })).client_id;
    put(&mut queue, TWO, "behind the whisper");
    assert_eq!(begin(&mut queue, Way::Frames), Some(whisper));
    assert_eq!(begin(&mut queue, Way::Frames), None);
}

#[test]
fn a_lost_try_is_repeated_under_the_same_id_in_its_place() {
    let mut queue = Queue::default();
    let (first, second) = (put(&mut queue, ONE, "a"), put(&mut queue, ONE, "b"));
    assert_eq!((begin(&mut queue, Way::Frames), begin(&mut queue, Way::Frames)), (Some(first), Some(second)));
    assert_eq!(queue.frames_lost(Duration::from_secs(60)).len(), 2);
    assert_eq!(begin(&mut queue, Way::Frames), None, "held until the next socket has told");
    queue.finish(first);
    queue.release();
    let again = queue.begin(Way::Frames, Instant::now()).expect("an item");
    assert_eq!((again.client_id, again.tries), (second, 2));
}

#[test]
fn a_refused_item_parks_its_lane_alone_until_it_is_tried_again_or_cancelled() {
    let mut queue = Queue::default();
    let (first, second, other) = (put(&mut queue, ONE, "a"), put(&mut queue, ONE, "b"), put(&mut queue, TWO, "c"));
    begin(&mut queue, Way::Calls);
    queue.fail(first, refused());
    assert_eq!(begin(&mut queue, Way::Calls), Some(other));
    assert_eq!(begin(&mut queue, Way::Calls), None);
    assert!(queue.retry(first).is_some() && queue.retry(first).is_none());
    assert_eq!(begin(&mut queue, Way::Calls), Some(first));
    assert!(queue.cancel(first).is_none(), "it may have arrived");
    queue.fail(first, refused());
    assert!(queue.cancel(first).is_some());
    assert_eq!(begin(&mut queue, Way::Calls), Some(second));
}

#[test]
fn items_come_back_after_a_start_in_their_order() {
    let mut queue = Queue::default();
    let ids: Vec<Uuid> = (0..5).map(|n| put(&mut queue, ONE, &n.to_string())).collect();
    begin(&mut queue, Way::Frames);
    queue.fail(ids[1], refused());
    let mut again = Queue::default();
    queue.items().into_iter().rev().for_each(|item| again.restore(item));
    assert_eq!(again.items().iter().map(|item| item.client_id).collect::<Vec<_>>(), ids);
    assert_eq!(begin(&mut again, Way::Calls), Some(ids[0]));
    let last = put(&mut again, ONE, "later");
    assert_eq!(again.items().last().map(|item| item.client_id), Some(last));
}

#[test]
fn one_at_a_time_after_an_item_came_back() {
    let mut queue = Queue::default();
    let (first, second) = (put(&mut queue, ONE, "a"), put(&mut queue, ONE, "b"));
    begin(&mut queue, Way::Frames);
    queue.put_back(first);
    queue.hold(ONE, Some(0), &Options::quick());
    assert_eq!(begin(&mut queue, Way::Frames), Some(first));
    assert_eq!(begin(&mut queue, Way::Frames), None);
    queue.acknowledge(first);
    assert_eq!(begin(&mut queue, Way::Frames), Some(second));
}

#[test]
fn a_hold_that_is_over_does_not_hide_one_that_is_to_come() {
    let mut queue = Queue::default();
    let (parked, waiting) = (put(&mut queue, ONE, "a"), put(&mut queue, TWO, "b"));
    assert_eq!((begin(&mut queue, Way::Calls), begin(&mut queue, Way::Calls)), (Some(parked), Some(waiting)));
    queue.hold(ONE, Some(0), &Options::quick());
    queue.fail(parked, refused());
    queue.put_back(waiting);
    queue.hold(TWO, Some(60_000), &Options::quick());
    let now = Instant::now();
    let release = queue.next_release(now).expect("a lane is held");
    assert!(release > now, "that of the parked lane is over");
    assert_eq!(queue.begin(Way::Calls, release).map(|item| item.client_id), Some(waiting));
    assert_eq!(queue.next_release(release), None);
}
