//! Lists that tell how they change: first everything, then differences that lead from one state to the next.
//!
//! Differences are worked out under the model's lock, so that a list put together from them is always what the model holds.

mod chats;
mod directs;
mod timeline;
mod view;

#[cfg(test)]
mod tests;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::Notify;

pub use chats::{ChatRow, Inbox};
pub use directs::DirectRow;
pub use timeline::{DirectTimelineRow, TimelineRow};
pub(crate) use view::{Source, View};
pub(crate) use {
    chats::Chats,
    directs::Directs,
    timeline::{DirectTimeline, Timeline},
};

use crate::client::state::{State, Touched};

/// One step of a list's change; indices are those at this step.
#[derive(Clone, Debug, PartialEq)]
pub enum Diff<T> {
    /// Everything, in order.
    Reset {
        /// The items.
        items: Vec<T>,
    },
    /// A new item stands at `index`; what was there moves on.
    Insert {
        /// Where.
        index: usize,
        /// What.
        item: T,
    },
    /// The item at `index` is now this.
    Update {
        /// Where.
        index: usize,
        /// What.
        item: T,
    },
    /// The item at `index` is gone.
    Remove {
        /// Where.
        index: usize,
    },
}

impl<T> Diff<T> {
    /// Does to `items` what happened to the list.
    pub fn apply(self, items: &mut Vec<T>) {
        match self {
            Self::Reset { items: all } => *items = all,
            Self::Insert { index, item } => items.insert(index.min(items.len()), item),
            Self::Update { index, item } => {
                if let Some(old) = items.get_mut(index) {
                    *old = item;
                }
            }
            Self::Remove { index } => {
                if index < items.len() {
                    items.remove(index);
                }
            }
        }
    }
}

/// Something that looks at each change of the model.
pub(crate) trait Observer: Send {
    /// Looks at a change; true when there is something to tell.
    fn observe(&mut self, state: &State, touched: &Touched) -> bool;

    /// Whether nobody holds the list any more.
    fn is_ended(&self) -> bool;
}

/// Differences that nobody has taken yet.
pub(crate) struct Pending<T> {
    diffs: Mutex<Vec<Diff<T>>>,
    woken: Notify,
    ended: AtomicBool,
}

impl<T> Pending<T> {
    fn new() -> Self {
        Self { diffs: Mutex::default(), woken: Notify::new(), ended: AtomicBool::new(false) }
    }

    /// Adds differences. Where nobody takes them, everything takes their place once it is shorter.
    fn add(&self, diffs: Vec<Diff<T>>, all: impl FnOnce() -> Vec<T>, length: usize) {
        let mut pending = self.diffs.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend(diffs);
        if pending.len() > length.max(64) {
            *pending = vec![Diff::Reset { items: all() }];
        }
        self.woken.notify_one();
    }
}

/// A list that is watched, as long as it is held.
pub struct Watch<T> {
    pending: Arc<Pending<T>>,
}

impl<T> Watch<T> {
    /// What changed since the last look; empty when nothing did. The first look gives a reset.
    #[must_use]
    pub fn take(&self) -> Vec<Diff<T>> {
        std::mem::take(&mut *self.pending.diffs.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until something has changed.
    pub async fn changed(&self) -> Vec<Diff<T>> {
        loop {
            let diffs = self.take();
            if !diffs.is_empty() {
                return diffs;
            }
            self.pending.woken.notified().await;
        }
    }
}

impl<T> Drop for Watch<T> {
    fn drop(&mut self) {
        self.pending.ended.store(true, Ordering::Relaxed);
    }
}

impl<T> std::fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}
