//! What this agent knows: one model that REST answers and events are merged into, in whatever order they come.
//!
//! The rule: a thing is changed only by what is newer (`seq`); read marks and last positions only move forward. What went
//! out of sight leaves its `seq` behind, so that a late answer does not bring it back.

mod chat;
mod closed;
mod direct;
mod event;
mod keep;
mod load;
mod older;
mod organization;
mod outgoing;
mod snapshot;
#[cfg(test)]
mod tests;
mod thread;
mod touched;

use std::collections::{BTreeMap, BTreeSet};

use pronto_protocol::{
    agent::{AgentView, Availability},
    chat::ChatView,
    direct::DirectConversationView,
    offer::OfferView,
    organization::OrganizationView,
    queue::{QueueCountsView, QueueView},
};
use uuid::Uuid;

pub use snapshot::{ChatSnapshot, DirectSnapshot, Snapshot};
pub use thread::{ChatThread, DirectThread};

pub(crate) use load::fetch;
pub(crate) use thread::{Fetched, Missing};
pub(crate) use touched::Touched;

use crate::client::{Item, outbox::Queue};

/// The merged model.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The signed-in agent.
    pub agent_id: Uuid,
    /// Queues the agent is a member of.
    pub queue_ids: BTreeSet<Uuid>,
    /// The organization, once fetched.
    pub organization: Option<OrganizationView>,
    /// All agents, oneself included.
    pub agents: BTreeMap<Uuid, AgentView>,
    /// All queues.
    pub queues: BTreeMap<Uuid, QueueView>,
    /// What goes on in own queues, as the socket tells it.
    pub counts: BTreeMap<Uuid, QueueCountsView>,
    /// Own chats (of closed ones the latest), waiting chats of own queues, active ones of queues one hears of, and opened ones.
    pub chats: BTreeMap<Uuid, ChatView>,
    /// Entries and notes of own and opened chats.
    pub threads: BTreeMap<Uuid, ChatThread>,
    /// Own open offers.
    pub offers: BTreeMap<Uuid, OfferView>,
    /// Direct conversations.
    pub conversations: BTreeMap<Uuid, DirectConversationView>,
    /// Their messages.
    pub direct_threads: BTreeMap<Uuid, DirectThread>,
    /// What is still to be sent.
    pub(crate) outbox: Queue,
    /// Texts that were begun, by chat or direct conversation.
    drafts: BTreeMap<Uuid, String>,
    /// Items of the outbox that moved on since the last look.
    told: Vec<Item>,
    /// What changed since the last look.
    touched: Touched,
    /// Whether everything was fetched once; until then events alone mean little.
    pub loaded: bool,
    /// Chats opened besides one's own.
    opened: BTreeSet<Uuid>,
    /// Everything must be fetched anew, since what one may see has changed.
    stale: bool,
    /// What went out of sight, and with which `seq`.
    gone: BTreeMap<Uuid, u64>,
    /// Where in the log this model stands.
    cursor: Option<String>,
    /// Most entries of a timeline in a snapshot.
    history_most: usize,
}

impl State {
    /// An empty model of an agent.
    pub(crate) fn new(agent_id: Uuid, history_most: usize) -> Self {
        Self { agent_id, history_most, ..Self::default() }
    }

    /// Where in the log this model stands.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// `seq` of the last entry of the log that is in this model, when the cursor tells it.
    #[must_use]
    pub fn cursor_seq(&self) -> u64 {
        self.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or_default()
    }

    /// Chats opened besides one's own.
    #[must_use]
    pub fn opened(&self) -> &BTreeSet<Uuid> {
        &self.opened
    }

    /// Whether everything is here: fetched, and no timeline still on its way.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.loaded && !self.stale && self.missing().is_empty()
    }

    /// What the agent declared.
    #[must_use]
    pub fn availability(&self) -> Option<Availability> {
        self.agents.get(&self.agent_id).map(|agent| agent.availability)
    }

    /// Whether everything must be fetched (anew).
    pub(crate) fn needs_load(&self) -> bool {
        !self.loaded || self.stale
    }

    /// What one may see has changed, or the log no longer reaches back to the cursor.
    pub(crate) fn mark_stale(&mut self) {
        self.stale = true;
        self.touched.whole = true;
    }

    /// Nothing known holds any more: the log no longer reaches back to the cursor.
    pub(crate) fn forget_place(&mut self) {
        self.loaded = false;
        self.cursor = None;
        self.touched.cursor = true;
        self.touched.whole = true;
    }

    /// Nothing of the server's stays; what was made on this device does.
    pub(crate) fn forget_everything(&mut self) {
        let mut new = Self::new(self.agent_id, self.history_most);
        new.outbox = std::mem::take(&mut self.outbox);
        new.drafts = std::mem::take(&mut self.drafts);
        new.told = std::mem::take(&mut self.told);
        new.touched = std::mem::take(&mut self.touched);
        new.touched.everything = true;
        *self = new;
    }

    /// Moves the cursor; it never moves back where that can be told.
    pub(crate) fn advance(&mut self, cursor: &str) {
        if let (Some(old), Ok(new)) =
            (self.cursor.as_deref().and_then(|old| old.parse::<u64>().ok()), cursor.parse::<u64>())
            && new <= old
        {
            return;
        }
        self.cursor = Some(cursor.to_owned());
        self.touched.cursor = true;
    }

    /// Whether something went out of sight at or after `seq`.
    fn is_gone(&self, id: Uuid, seq: u64) -> bool {
        self.gone.get(&id).is_some_and(|gone| *gone >= seq)
    }

    fn note_gone(&mut self, id: Uuid, seq: u64) {
        let gone = self.gone.entry(id).or_default();
        *gone = seq.max(*gone);
    }
}
