//! Queues whose numbers may have changed since they were last told: gathered from events, told by a worker, a few times a
//! second at most however much happens.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use pronto_protocol::{
    chat::{ChatState, ChatView},
    event::Change,
    queue::QueueCountsView,
};
use tokio::sync::Notify;
use uuid::Uuid;

use super::Connection;

/// What may have changed, by organization; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ChangedQueues {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct State {
    changed: HashMap<Uuid, Changed>,
    /// The queue of each open chat, so that the one it leaves is told, too.
    queues: HashMap<Uuid, Uuid>,
    /// What was told of each queue of an organization.
    told: HashMap<Uuid, HashMap<Uuid, QueueCountsView>>,
}

/// What may have changed in one organization.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// These queues.
    pub queues: HashSet<Uuid>,
    /// All queues of these agents.
    pub agents: HashSet<Uuid>,
    /// Sockets that have just become live and know nothing yet.
    pub newcomers: Vec<Arc<Connection>>,
}

impl ChangedQueues {
    /// Notes what an event changes.
    pub fn observe(&self, organization_id: Uuid, change: &Change) {
        match change {
            Change::ChatStarted(chat)
            | Change::ChatUpdated(chat)
            | Change::ChatClosed(chat)
            | Change::ChatReopened(chat)
            | Change::ParticipantJoined { chat, .. } => self.note_chat(organization_id, chat, None),
            Change::ParticipantLeft { chat, agent_id } => self.note_chat(organization_id, chat, Some(*agent_id)),
            Change::OfferMade(offer) | Change::OfferEnded(offer) => self.note(organization_id, |changed| {
                changed.queues.insert(offer.queue_id);
                changed.agents.insert(offer.agent_id);
            }),
            Change::QueueUpdated(queue) => self.note(organization_id, |changed| {
                changed.queues.insert(queue.id);
            }),
            Change::QueueMemberAdded { queue_id, .. } => {
                // The new member knows nothing of it yet.
                self.forget(organization_id, *queue_id);
                self.note(organization_id, |changed| {
                    changed.queues.insert(*queue_id);
                });
            }
            Change::QueueMemberRemoved { queue_id, .. } => self.note(organization_id, |changed| {
                changed.queues.insert(*queue_id);
            }),
            Change::AvailabilityChanged { agent_id, .. } => self.note_agent(organization_id, *agent_id),
            Change::AgentUpdated(agent) => self.note_agent(organization_id, agent.id),
            _ => {}
        }
    }

    /// An agent can be told now, or no longer.
    pub fn note_agent(&self, organization_id: Uuid, agent_id: Uuid) {
        self.note(organization_id, |changed| {
            changed.agents.insert(agent_id);
        });
    }

    /// A socket has become live.
    pub fn greet(&self, connection: Arc<Connection>) {
        self.note(connection.organization_id, |changed| changed.newcomers.push(Arc::clone(&connection)));
    }

    /// Waits until something may have changed.
    pub async fn noted(&self) {
        self.inner.wake.notified().await;
    }

    /// Takes all that may have changed.
    #[must_use]
    pub fn take(&self) -> HashMap<Uuid, Changed> {
        std::mem::take(&mut self.lock().changed)
    }

    /// What was last told of a queue.
    #[must_use]
    pub fn told(&self, organization_id: Uuid, queue_id: Uuid) -> Option<QueueCountsView> {
        self.lock().told.get(&organization_id)?.get(&queue_id).cloned()
    }

    /// Keeps what is told of a queue; false when that was told already.
    pub fn keep(&self, organization_id: Uuid, counts: &QueueCountsView) -> bool {
        let mut state = self.lock();
        let told = state.told.entry(organization_id).or_default();
        told.insert(counts.queue_id, counts.clone()).as_ref() != Some(counts)
    }

    /// Forgets what was told of a queue: it is told anew.
    pub fn forget(&self, organization_id: Uuid, queue_id: Uuid) {
        if let Some(told) = self.lock().told.get_mut(&organization_id) {
            told.remove(&queue_id);
        }
    }

    /// Forgets what was told in an organization where nobody listens.
    pub fn forget_all(&self, organization_id: Uuid) {
        self.lock().told.remove(&organization_id);
    }

    fn note_chat(&self, organization_id: Uuid, chat: &ChatView, left: Option<Uuid>) {
        let before = {
            let mut state = self.lock();
            if chat.state == ChatState::Closed {
                state.queues.remove(&chat.id)
            } else {
                state.queues.insert(chat.id, chat.queue_id)
            }
        };
        self.note(organization_id, |changed| {
            changed.queues.insert(chat.queue_id);
            changed.queues.extend(before);
            changed.agents.extend(chat.participants.iter().map(|participant| participant.agent_id).chain(left));
        });
    }

    fn note(&self, organization_id: Uuid, note: impl FnOnce(&mut Changed)) {
        note(self.lock().changed.entry(organization_id).or_default());
        self.inner.wake.notify_one();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.inner.state.lock().expect("nothing panics while it notes what has changed")
    }
}
