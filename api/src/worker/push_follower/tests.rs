//! How a batch's decisions fall together: what replaces what, and when the rest is due.

use pronto_entity::{column::Word, delivery};
use pronto_protocol::{delivery::DeliveryState, push::PushKind};
use uuid::Uuid;

use super::plan::{Draft, Plan};
use crate::push::decide::Decision;

const NOW_MS: i64 = 1_000_000;
const DELAY_MS: i64 = 10_000;
const PHONE: Option<(Uuid, Uuid)> = Some((Uuid::from_u128(1), Uuid::from_u128(2)));
const CHAT: Uuid = Uuid::from_u128(3);

fn plan(known: Vec<delivery::Model>) -> Plan {
    let mut last = 100;
    let new_id = move || {
        last += 1;
        Uuid::from_u128(last)
    };
    Plan::new(Uuid::nil(), NOW_MS, DELAY_MS, known, new_id)
}

fn draft(kind: PushKind, event_seq: i64) -> Draft {
    Draft {
        agent_id: Uuid::from_u128(4),
        event_seq,
        kind,
        chat_id: Some(CHAT),
        conversation_id: None,
        offer_id: None,
        position: Some(event_seq),
        expires_at_ms: NOW_MS + 1_000_000,
    }
}

/// A row as an earlier batch left it.
fn known(kind: PushKind, state: DeliveryState, change: impl FnOnce(&mut delivery::Model)) -> delivery::Model {
    let mut plan = plan(Vec::new());
    plan.add(&draft(kind, 1), PHONE, Decision::Now);
    let mut row = plan.into_changes().0.remove(0);
    row.id = Uuid::from_u128(50);
    row.state = Word(state);
    change(&mut row);
    row
}

#[test]
fn the_latest_message_takes_the_turn_of_the_one_that_waits() {
    let older = known(PushKind::Message, DeliveryState::Queued, |row| row.due_at = Some(NOW_MS + 3_000));
    let mut plan = plan(vec![older.clone()]);
    plan.add(&draft(PushKind::Message, 2), PHONE, Decision::After("other_device_active"));
    plan.add(&draft(PushKind::Message, 3), PHONE, Decision::After("other_device_active"));
    let (fresh, cancelled) = plan.into_changes();
    assert_eq!(cancelled["superseded"], [older.id]);
    let states: Vec<_> = fresh.iter().map(|row| (row.state.0, row.due_at)).collect();
    assert_eq!(states, [(DeliveryState::Cancelled, None), (DeliveryState::Queued, Some(NOW_MS + 3_000))]);
}

#[test]
fn a_pause_that_the_provider_asked_for_outlives_the_message() {
    let tried = known(PushKind::Message, DeliveryState::Queued, |row| {
        row.attempts = 1;
        row.due_at = Some(NOW_MS + 60_000);
    });
    let mut plan = plan(vec![tried]);
    plan.add(&draft(PushKind::Message, 2), PHONE, Decision::Now);
    assert_eq!(plan.into_changes().0[0].due_at, Some(NOW_MS + 60_000));
}

#[test]
fn other_devices_kinds_and_chats_do_not_replace_each_other() {
    let mut plan = plan(vec![known(PushKind::Message, DeliveryState::Queued, |_| {})]);
    plan.add(&draft(PushKind::Message, 2), Some((Uuid::from_u128(9), Uuid::from_u128(9))), Decision::Now);
    plan.add(&Draft { chat_id: Some(Uuid::from_u128(8)), ..draft(PushKind::Message, 3) }, PHONE, Decision::Now);
    plan.add(&draft(PushKind::Clear, 4), PHONE, Decision::Now);
    plan.add(&Draft { offer_id: Some(Uuid::from_u128(7)), ..draft(PushKind::Offer, 5) }, PHONE, Decision::Now);
    plan.add(&draft(PushKind::Message, 6), PHONE, Decision::Suppress("read"));
    let (fresh, cancelled) = plan.into_changes();
    assert!(cancelled.is_empty());
    assert_eq!(fresh.iter().filter(|row| row.state.0 == DeliveryState::Queued).count(), 4);
}

#[test]
fn clears_of_a_chat_keep_a_minute_apart() {
    let sent = known(PushKind::Clear, DeliveryState::Accepted, |row| row.accepted_at = Some(NOW_MS - 20_000));
    let mut plan = plan(vec![sent]);
    plan.add(&draft(PushKind::Clear, 2), PHONE, Decision::Now);
    assert_eq!(plan.into_changes().0[0].due_at, Some(NOW_MS + 40_000));
}

#[test]
fn what_is_taken_back_in_the_same_batch_is_never_due() {
    let mut plan = plan(Vec::new());
    plan.add(&draft(PushKind::Message, 2), PHONE, Decision::Now);
    plan.cancel("read", |row| row.position.is_some_and(|position| position <= 2));
    let (fresh, cancelled) = plan.into_changes();
    assert!(cancelled.is_empty());
    assert_eq!((fresh[0].state.0, fresh[0].reason.as_str(), fresh[0].due_at), (DeliveryState::Cancelled, "read", None));
}

#[test]
fn an_agent_without_device_has_a_row_all_the_same() {
    let mut plan = plan(Vec::new());
    assert!(plan.is_empty());
    plan.add(&draft(PushKind::Offer, 2), None, Decision::Suppress("no_device"));
    assert!(!plan.is_empty());
    let row = plan.into_changes().0.remove(0);
    assert_eq!((row.state.0, row.device_id, row.reason.as_str()), (DeliveryState::Suppressed, None, "no_device"));
}
