//! Which things a change has touched: what has to be kept, and what lists have to look at again.

use std::collections::BTreeSet;

use uuid::Uuid;

/// Touched things, by what they are. A thing that is touched may be gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    /// The whole model was replaced.
    pub everything: bool,
    /// Where in the log the model stands.
    pub cursor: bool,
    /// The organization, own queues, opened streams, whether everything was fetched.
    pub whole: bool,
    pub agents: BTreeSet<Uuid>,
    pub queues: BTreeSet<Uuid>,
    pub chats: BTreeSet<Uuid>,
    /// How far chats' timelines were fetched.
    pub threads: BTreeSet<Uuid>,
    pub entries: BTreeSet<(Uuid, u64)>,
    /// Timelines of either kind that begin anew: what is kept of them does not hold.
    pub cleared: BTreeSet<Uuid>,
    pub notes: BTreeSet<Uuid>,
    pub offers: BTreeSet<Uuid>,
    pub conversations: BTreeSet<Uuid>,
    pub direct_threads: BTreeSet<Uuid>,
    pub direct_messages: BTreeSet<(Uuid, u64)>,
    /// Items of the outbox, by lane: in memory alone.
    pub lanes: BTreeSet<Uuid>,
    /// Items of the outbox that have to be kept or are no longer.
    pub outgoing: BTreeSet<Uuid>,
    pub drafts: BTreeSet<Uuid>,
    /// What a person has just written is among it.
    pub durable: bool,
}

impl Touched {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another change touched.
    pub fn extend(&mut self, other: Self) {
        self.everything |= other.everything;
        self.cursor |= other.cursor;
        self.whole |= other.whole;
        self.durable |= other.durable;
        for (mine, others) in [
            (&mut self.agents, other.agents),
            (&mut self.queues, other.queues),
            (&mut self.chats, other.chats),
            (&mut self.threads, other.threads),
            (&mut self.cleared, other.cleared),
            (&mut self.notes, other.notes),
            (&mut self.offers, other.offers),
            (&mut self.conversations, other.conversations),
            (&mut self.direct_threads, other.direct_threads),
            (&mut self.lanes, other.lanes),
            (&mut self.outgoing, other.outgoing),
            (&mut self.drafts, other.drafts),
        ] {
            mine.extend(others);
        }
        self.entries.extend(other.entries);
        self.direct_messages.extend(other.direct_messages);
    }
}
