//! The model shared by the link, the fetches, the outbox and whoever looks at it, and the events it sends out.

mod event;
mod listed;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use tokio::sync::{Notify, broadcast, watch};

pub use event::{LinkEnd, LinkState, SessionEvent};

use crate::client::{
    ClientError, Item,
    lists::Observer,
    state::{State, Touched},
    store::Store,
};

/// Events kept for a slow listener before it is told that it missed some.
const EVENTS_KEPT: usize = 4096;

/// The model, what is watched of it, and what was not kept yet.
struct Held {
    state: State,
    lists: Vec<Box<dyn Observer>>,
    /// A store that is full or paused is behind; what it lacks is kept together with the next change, so that its cursor is
    /// never ahead of its rows.
    unsaved: Touched,
}

/// The model and its listeners.
pub struct Live {
    held: Mutex<Held>,
    store: Arc<dyn Store>,
    link: watch::Sender<LinkState>,
    caught_up: watch::Sender<bool>,
    changes: watch::Sender<u64>,
    events: broadcast::Sender<SessionEvent>,
    version: AtomicU64,
    /// The server's time less this device's, in milliseconds.
    server_ahead_ms: AtomicI64,
    /// Told after every change of the model: a timeline may be missing.
    pub(crate) changed: Notify,
    /// Told when something to be sent may go on.
    pub(crate) outgoing: Notify,
    /// Told when a watched list has changed.
    listed: Notify,
}

impl Live {
    pub(crate) fn new(state: State, store: Arc<dyn Store>) -> Self {
        Self {
            held: Mutex::new(Held { state, lists: Vec::new(), unsaved: Touched::default() }),
            store,
            link: watch::Sender::new(LinkState::Offline { reason: "not started".into() }),
            caught_up: watch::Sender::new(false),
            changes: watch::Sender::new(0),
            events: broadcast::Sender::new(EVENTS_KEPT),
            version: AtomicU64::new(0),
            server_ahead_ms: AtomicI64::new(0),
            changed: Notify::new(),
            outgoing: Notify::new(),
            listed: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept on the device.
    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Reads the model.
    pub fn with<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.lock().state)
    }

    /// Changes the model.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        self.change_and_tell(change, |_| None)
    }

    /// Changes the model and tells of it before anybody else can change it, so that listeners hear changes in their order. It is
    /// in the store before anybody hears of it.
    pub(crate) fn change_and_tell<T>(
        &self,
        change: impl FnOnce(&mut State) -> T,
        tell: impl FnOnce(&T) -> Option<SessionEvent>,
    ) -> T {
        let result = {
            let mut held = self.lock();
            let result = change(&mut held.state);
            if let Err(error) = self.settle(&mut held) {
                tracing::warn!(%error, "a change could not be kept yet");
            }
            if let Some(event) = tell(&result) {
                let _ = self.events.send(event); // nobody has to listen
            }
            result
        };
        self.note_change();
        result
    }

    /// Changes what is to be sent; its task looks again.
    pub(crate) fn change_outgoing<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = self.change(change);
        self.outgoing.notify_one();
        result
    }

    /// Puts something in that is to be sent: once this returns it is on the device's disk.
    ///
    /// # Errors
    /// [`ClientError::Store`] when it could not be kept; it is not sent then.
    pub(crate) fn put_outgoing(&self, item: Item) -> Result<(), ClientError> {
        let client_id = item.client_id;
        let result = {
            let mut held = self.lock();
            held.state.put_outgoing(item);
            let kept = self.settle(&mut held);
            if kept.is_err() {
                held.state.cancel_outgoing(client_id);
                let _ = self.settle(&mut held); // the same fault once more
            }
            kept
        };
        self.note_change();
        result
    }

    /// Shows a change to the lists and keeps it.
    fn settle(&self, held: &mut Held) -> Result<(), ClientError> {
        for item in held.state.take_told() {
            let _ = self.events.send(SessionEvent::Outbox(item)); // nobody has to listen
        }
        let touched = held.state.take_touched();
        if touched.is_empty() && held.unsaved.is_empty() {
            return Ok(());
        }
        held.lists.retain(|list| !list.is_ended());
        let mut told = false;
        for list in &mut held.lists {
            told |= list.observe(&held.state, &touched);
        }
        if told {
            self.listed.notify_one();
        }
        held.unsaved.extend(touched);
        self.store.commit(&held.state.batch(&held.unsaved))?;
        held.unsaved = Touched::default();
        Ok(())
    }

    /// Keeps what could not be kept before.
    pub(crate) fn keep_rest(&self) -> Result<(), ClientError> {
        self.settle(&mut self.lock())
    }

    fn note_change(&self) {
        self.changes.send_replace(self.version.fetch_add(1, Ordering::Relaxed) + 1);
        self.changed.notify_one();
    }

    pub(crate) fn tell(&self, event: SessionEvent) {
        let _held = self.lock();
        let _ = self.events.send(event); // nobody has to listen
    }

    pub(crate) fn set_link(&self, link: LinkState) {
        if *self.link.borrow() != link {
            self.link.send_replace(link.clone());
            self.tell(SessionEvent::Link(link));
        }
    }

    pub(crate) fn note_server_time(&self, server_ms: i64) {
        self.server_ahead_ms.store(server_ms.saturating_sub(device_ms()), Ordering::Relaxed);
    }

    /// The server's time in milliseconds since 1970, as far as it is known: a device's clock may be wrong by hours.
    #[must_use]
    pub fn server_now_ms(&self) -> i64 {
        device_ms().saturating_add(self.server_ahead_ms.load(Ordering::Relaxed))
    }

    pub(crate) fn set_caught_up(&self, caught_up: bool) {
        self.caught_up.send_if_modified(|old| std::mem::replace(old, caught_up) != caught_up);
    }

    /// Whether the socket has told everything that was missed.
    #[must_use]
    pub fn caught_up(&self) -> watch::Receiver<bool> {
        self.caught_up.subscribe()
    }

    /// The connection's state, to be watched.
    #[must_use]
    pub fn link(&self) -> watch::Receiver<LinkState> {
        self.link.subscribe()
    }

    /// Changes whenever the model does.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Everything told from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<SessionEvent> {
        self.events.subscribe()
    }
}

fn device_ms() -> i64 {
    i64::try_from(crate::client::now_ms()).unwrap_or(i64::MAX)
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Live") // the model holds what people wrote
    }
}
