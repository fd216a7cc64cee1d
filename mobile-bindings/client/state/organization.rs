//! Agents, queues and offers.

use pronto_protocol::{
    agent::{AgentView, Availability, Reachability},
    offer::{OfferState, OfferView},
    queue::{QueueCountsView, QueueView},
};
use uuid::Uuid;

use super::State;

impl State {
    /// Merges an agent; tells whether what this agent may see has changed with it.
    pub(crate) fn merge_agent(&mut self, agent: &AgentView) -> bool {
        let Some(old) = self.agents.get_mut(&agent.id) else {
            self.agents.insert(agent.id, agent.clone());
            self.touched.agents.insert(agent.id);
            return false;
        };
        if agent.seq <= old.seq {
            return false;
        }
        self.touched.agents.insert(agent.id);
        let rights = agent.id == self.agent_id && (old.role != agent.role || old.profile_id != agent.profile_id);
        // Events are written once for everybody, so they cannot hold an address that only some may read; and what a
        // socket tells (reachability) is newer than any event.
        let email = agent.email.clone().or_else(|| old.email.take());
        *old = AgentView { email, reachability: old.reachability, ..agent.clone() };
        rights
    }

    pub(super) fn set_availability(&mut self, agent_id: Uuid, availability: Availability, seq: u64) {
        if let Some(agent) = self.agents.get_mut(&agent_id)
            && seq > agent.seq
        {
            agent.availability = availability;
            agent.seq = seq;
            self.touched.agents.insert(agent_id);
        }
    }

    pub(crate) fn set_reachability(&mut self, agent_id: Uuid, reachability: Reachability) {
        if let Some(agent) = self.agents.get_mut(&agent_id) {
            agent.reachability = reachability;
        }
    }

    pub(super) fn merge_queue(&mut self, queue: &QueueView) {
        if self.queues.get(&queue.id).is_none_or(|old| queue.seq > old.seq) {
            self.queues.insert(queue.id, queue.clone());
            self.touched.queues.insert(queue.id);
        }
    }

    pub(crate) fn set_counts(&mut self, counts: &QueueCountsView) {
        self.counts.insert(counts.queue_id, counts.clone());
    }

    /// Merges an own offer; only open ones are kept.
    pub(crate) fn merge_offer(&mut self, offer: &OfferView) {
        if offer.agent_id != self.agent_id || self.is_gone(offer.id, offer.seq) {
            return;
        }
        if self.offers.get(&offer.id).is_some_and(|old| old.seq >= offer.seq) {
            return;
        }
        self.touched.offers.insert(offer.id);
        if offer.state == OfferState::Open {
            self.offers.insert(offer.id, offer.clone());
        } else {
            self.offers.remove(&offer.id);
            self.note_gone(offer.id, offer.seq);
        }
    }
}
