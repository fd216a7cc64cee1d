//! To whom a waiting chat goes next: a decision about rows already read, without a database.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use pronto_entity::offer;
use pronto_protocol::{offer::OfferState, queue::RoutingMode};
use uuid::Uuid;

use super::roster::{Member, Obstacle, Roster};

/// The word for a queue whose limit is reached.
pub(super) const QUEUE_FULL: &str = "queue_full";

/// What became of a chat's offers so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Past {
    /// Agents who have an open offer.
    pub open: HashSet<Uuid>,
    /// Agents who declined or missed it in this round.
    pub unwanted: HashSet<Uuid>,
    /// Who did so last.
    pub last_unwanted: Option<Uuid>,
}

impl Past {
    /// Of a chat's offers in the order they changed.
    pub(super) fn of(offers: &[offer::Model], round: i32) -> Self {
        let mut past = Self::default();
        for offer in offers {
            if offer.state.0 == OfferState::Open {
                past.open.insert(offer.agent_id);
            } else if offer.round == round {
                past.unwanted.insert(offer.agent_id);
                past.last_unwanted = Some(offer.agent_id);
            }
        }
        past
    }

    /// Of a chat that is given without asking: who left it is not given it back at once.
    pub(super) fn of_leavers(leavers: Vec<Uuid>) -> Self {
        Self { last_unwanted: leavers.last().copied(), unwanted: leavers.into_iter().collect(), ..Self::default() }
    }
}

/// What to do now; members by their place in the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Who is offered it.
    pub chosen: Vec<usize>,
    /// Who is not, and why.
    pub skipped: Vec<(usize, Obstacle)>,
    /// Whether a new round begins before.
    pub new_round: bool,
    /// Whether a new round begins after a while.
    pub later: bool,
    /// Nobody has it and nobody gets it: the reason nearest to being available.
    pub nobody: Option<&'static str>,
}

/// Whether those who declined or missed a chat are asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// When the rules of rounds say so.
    ByRound,
    /// Now: the pause after the last refusal is over.
    Now,
    /// This agent now, who has just declared to be ready.
    Agent(Uuid),
}

/// Plans the next step of a chat that waits in this queue: the one function that says who is next, for those who are given
/// chats and for those who want to see who will be.
pub(super) fn plan_in(roster: &Roster, past: &Past, ask_again: Again) -> Plan {
    if roster.is_full() && past.open.is_empty() {
        return Plan { nobody: Some(QUEUE_FULL), ..Plan::default() };
    }
    plan(roster.queue.settings.0.routing_mode, &roster.members, past, ask_again)
}

/// Plans the next step of a waiting chat where the queue has room for it.
pub(super) fn plan(mode: RoutingMode, members: &[Member], past: &Past, ask_again: Again) -> Plan {
    // Where members help themselves nobody is told, so nobody is passed over either.
    if mode == RoutingMode::Pull || mode == RoutingMode::Offer && !past.open.is_empty() {
        return Plan::default();
    }
    let mut plan = Plan::default();
    let (mut fresh, mut again) = (Vec::new(), Vec::new());
    for (index, member) in members.iter().enumerate() {
        if past.open.contains(&member.agent_id) {
            continue;
        }
        match member.obstacle(mode) {
            Some(obstacle) => plan.skipped.push((index, obstacle)),
            None if ask_again == Again::Agent(member.agent_id) => fresh.push(index),
            None if past.unwanted.contains(&member.agent_id) => again.push(index),
            None => fresh.push(index),
        }
    }
    let by_preference = |index: &usize| members[*index].preference();
    if fresh.is_empty() && past.open.is_empty() {
        // Who said no last is asked at once only after somebody else was: otherwise the phone would never fall silent.
        let others = || again.iter().filter(|index| Some(members[**index].agent_id) != past.last_unwanted);
        let at_once = mode == RoutingMode::Offer && others().next().is_some();
        if at_once {
            fresh = others().copied().collect();
            plan.new_round = true;
        } else if ask_again == Again::Now && !again.is_empty() {
            fresh = std::mem::take(&mut again);
            plan.new_round = true;
        } else {
            plan.later = !again.is_empty();
        }
    }
    if !plan.new_round {
        let obstacle = if mode == RoutingMode::Auto { Obstacle::Left } else { Obstacle::AlreadyOffered };
        plan.skipped.extend(again.into_iter().map(|index| (index, obstacle)));
    }
    fresh.sort_by_key(by_preference);
    if matches!(mode, RoutingMode::Offer | RoutingMode::Auto) {
        fresh.truncate(1);
    }
    plan.chosen = fresh;
    if plan.chosen.is_empty() && past.open.is_empty() {
        let nearest = plan.skipped.iter().map(|(_, obstacle)| *obstacle).max();
        plan.nobody = Some(nearest.map_or("no_members", Obstacle::as_str));
    }
    plan
}
