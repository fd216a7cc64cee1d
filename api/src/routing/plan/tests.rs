//! The decision, case by case.

use std::collections::HashSet;

use pronto_protocol::{agent::Availability, queue::RoutingMode};
use uuid::Uuid;

use super::{
    super::{
        limit::{Bounds, Load},
        roster::{Member, Obstacle},
    },
    Again, Past, plan,
};

fn member(number: u128) -> Member {
    Member {
        agent_id: Uuid::from_u128(number),
        name: format!("agent {number}"),
        availability: Availability::Ready,
        reachable: true,
        last_assigned_at: None,
        load: Load::default(),
        bounds: Bounds::default(),
    }
}

fn ids(numbers: &[u128]) -> HashSet<Uuid> {
    numbers.iter().copied().map(Uuid::from_u128).collect()
}

fn declined_by(numbers: &[u128]) -> Past {
    Past { open: HashSet::new(), unwanted: ids(numbers), last_unwanted: numbers.last().copied().map(Uuid::from_u128) }
}

#[test]
fn broadcast_goes_to_every_ready_member_at_once() {
    let mut busy = member(2);
    busy.availability = Availability::Busy;
    let plan = plan(RoutingMode::Broadcast, &[member(1), busy, member(3)], &Past::default(), Again::ByRound);
    assert_eq!(plan.chosen, [0, 2]);
    assert_eq!(plan.skipped, [(1, Obstacle::Busy)]);
    assert_eq!(plan.nobody, None);
}

#[test]
fn broadcast_adds_who_became_ready_later() {
    let past = Past { open: ids(&[1]), ..Past::default() };
    let plan = plan(RoutingMode::Broadcast, &[member(1), member(2)], &past, Again::ByRound);
    assert_eq!(plan.chosen, [1]);
    assert!(plan.skipped.is_empty());
}

#[test]
fn an_open_offer_is_left_alone() {
    let past = Past { open: ids(&[1]), ..Past::default() };
    let plan = plan(RoutingMode::Offer, &[member(1), member(2)], &past, Again::ByRound);
    assert_eq!(plan, super::Plan::default());
}

#[test]
fn who_waited_longest_for_a_chat_comes_first() {
    let (mut recent, mut earlier) = (member(1), member(2));
    recent.last_assigned_at = Some(2_000);
    earlier.last_assigned_at = Some(1_000);
    let chosen = |members: &[Member]| plan(RoutingMode::Offer, members, &Past::default(), Again::ByRound).chosen;
    assert_eq!(chosen(&[recent.clone(), earlier.clone()]), [1]);
    assert_eq!(chosen(&[recent, earlier, member(3)]), [2], "who never had one comes before all");
}

#[test]
fn below_the_own_minimum_comes_before_everything() {
    let (mut idle, mut below) = (member(1), member(2));
    idle.last_assigned_at = None;
    below.last_assigned_at = Some(9_000);
    below.load.active = 1;
    below.bounds.least = 2;
    assert_eq!(plan(RoutingMode::Offer, &[idle, below], &Past::default(), Again::ByRound).chosen, [1]);
}

#[test]
fn open_offers_count_towards_the_limit_where_they_have_deadlines() {
    let mut full = member(1);
    full.bounds.queue_most = Some(2);
    full.load = Load { active_in_queue: 1, active: 1, pending_in_queue: 1, pending: 1 };
    assert_eq!(full.obstacle(RoutingMode::Offer), Some(Obstacle::LimitReached));
    assert_eq!(full.obstacle(RoutingMode::Broadcast), None);
}

#[test]
fn the_profile_limit_counts_every_queue() {
    let mut full = member(1);
    full.bounds.most = Some(3);
    full.load.active = 3;
    assert_eq!(full.obstacle(RoutingMode::Broadcast), Some(Obstacle::LimitReached));
}

#[test]
fn who_declined_is_passed_over_for_the_next() {
    let plan = plan(RoutingMode::Offer, &[member(1), member(2)], &declined_by(&[1]), Again::ByRound);
    assert_eq!(plan.chosen, [1]);
    assert_eq!(plan.skipped, [(0, Obstacle::AlreadyOffered)]);
    assert!(!plan.new_round);
}

#[test]
fn after_everybody_it_goes_back_to_the_first() {
    let plan = plan(RoutingMode::Offer, &[member(1), member(2)], &declined_by(&[1, 2]), Again::ByRound);
    assert!(plan.new_round);
    assert_eq!(plan.chosen, [0]);
}

#[test]
fn the_only_agent_is_asked_again_after_a_while() {
    let members = [member(1)];
    let now = plan(RoutingMode::Offer, &members, &declined_by(&[1]), Again::ByRound);
    assert!(now.later && now.chosen.is_empty());
    assert_eq!(now.nobody, Some("already_offered"));
    let later = plan(RoutingMode::Offer, &members, &declined_by(&[1]), Again::Now);
    assert!(later.new_round);
    assert_eq!(later.chosen, [0]);
}

#[test]
fn who_declares_ready_again_is_asked_at_once() {
    let members = [member(1), member(2)];
    for mode in [RoutingMode::Offer, RoutingMode::Broadcast] {
        let plan = plan(mode, &members[..1], &declined_by(&[1]), Again::Agent(members[0].agent_id));
        assert_eq!(plan.chosen, [0]);
        assert!(!plan.new_round);
    }
}

#[test]
fn a_broadcast_that_everybody_declined_waits_before_it_rings_again() {
    let members = [member(1), member(2)];
    let now = plan(RoutingMode::Broadcast, &members, &declined_by(&[1, 2]), Again::ByRound);
    assert!(now.later && now.chosen.is_empty() && !now.new_round);
    let later = plan(RoutingMode::Broadcast, &members, &declined_by(&[1, 2]), Again::Now);
    assert_eq!(later.chosen, [0, 1]);
}

#[test]
fn nobody_is_told_with_the_reason_nearest_to_being_available() {
    let (mut away, mut mute) = (member(1), member(2));
    away.availability = Availability::NotReady;
    mute.reachable = false;
    assert_eq!(plan(RoutingMode::Offer, &[away, mute], &Past::default(), Again::ByRound).nobody, Some("unreachable"));
    assert_eq!(plan(RoutingMode::Offer, &[], &Past::default(), Again::ByRound).nobody, Some("no_members"));
}

#[test]
fn where_members_help_themselves_nobody_is_told_or_passed_over() {
    let plan = plan(RoutingMode::Pull, &[member(1), member(2)], &Past::default(), Again::ByRound);
    assert_eq!(plan, super::Plan::default());
}

#[test]
fn a_chat_is_given_to_one_by_the_same_order_as_it_is_offered() {
    let (mut recent, mut earlier) = (member(1), member(2));
    recent.last_assigned_at = Some(2_000);
    earlier.last_assigned_at = Some(1_000);
    for mode in [RoutingMode::Offer, RoutingMode::Auto] {
        let members = [recent.clone(), earlier.clone()];
        assert_eq!(plan(mode, &members, &Past::default(), Again::ByRound).chosen, [1]);
    }
}

#[test]
fn who_left_a_chat_is_given_it_back_only_after_a_while_and_when_nobody_else_can() {
    let members = [member(1), member(2)];
    let left = Past::of_leavers(vec![members[0].agent_id]);
    let to_another = plan(RoutingMode::Auto, &members, &left, Again::ByRound);
    assert_eq!((to_another.chosen, to_another.skipped), (vec![1], vec![(0, Obstacle::Left)]));
    let alone = plan(RoutingMode::Auto, &members[..1], &left, Again::ByRound);
    assert!(alone.later && alone.chosen.is_empty());
    assert_eq!(alone.nobody, Some("left"));
    assert_eq!(plan(RoutingMode::Auto, &members[..1], &left, Again::Now).chosen, [0]);
}
