//! The bell of the delivery queue. The queue itself is rows: this only says that there may be new ones, and tells who waits for
//! one delivery that it has been tried.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::sync::{oneshot, watch};
use uuid::Uuid;

/// Wakes the senders.
#[derive(Clone, Debug)]
pub struct DeliveryQueue {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    rung: watch::Sender<u64>,
    awaited: Mutex<HashMap<Uuid, oneshot::Sender<()>>>,
    /// Up to where this process has decided each organization's log.
    decided: Mutex<HashMap<Uuid, i64>>,
}

impl Default for DeliveryQueue {
    fn default() -> Self {
        Self {
            inner: Arc::new(Inner { rung: watch::channel(0).0, awaited: Mutex::default(), decided: Mutex::default() }),
        }
    }
}

impl DeliveryQueue {
    /// There may be deliveries that are due.
    pub fn wake(&self) {
        self.inner.rung.send_modify(|rings| *rings += 1);
    }

    /// Changes with each [`DeliveryQueue::wake`].
    #[must_use]
    pub fn rings(&self) -> watch::Receiver<u64> {
        self.inner.rung.subscribe()
    }

    /// Ready once this delivery has been tried or decided against. Ask before the delivery is written.
    #[must_use]
    pub fn tried(&self, delivery_id: Uuid) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut awaited = self.lock();
        awaited.retain(|_, waiting| !waiting.is_closed());
        awaited.insert(delivery_id, sender);
        receiver
    }

    /// Tells who waits for this delivery.
    pub fn tell_tried(&self, delivery_id: Uuid) {
        if let Some(waiting) = self.lock().remove(&delivery_id) {
            let _ = waiting.send(()); // who waited may have gone
        }
    }

    /// Up to where this process has decided an organization's log; the table knows it, too, and may lag behind.
    #[must_use]
    pub fn decided(&self, organization_id: Uuid) -> i64 {
        let decided = self.inner.decided.lock().expect("nothing panics while it holds the positions");
        decided.get(&organization_id).copied().unwrap_or_default()
    }

    /// Notes up to where it has been decided.
    pub fn note_decided(&self, organization_id: Uuid, seq: i64) {
        let mut decided = self.inner.decided.lock().expect("nothing panics while it holds the positions");
        decided.insert(organization_id, seq);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, oneshot::Sender<()>>> {
        self.inner.awaited.lock().expect("nothing panics while it holds who waits")
    }
}
