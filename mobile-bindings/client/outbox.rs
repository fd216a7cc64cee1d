//! What is to be sent: ordered per chat, sent once however often it is tried, kept in the store while offline and over restarts.

mod item;
mod pace;
mod queue;
mod run;
mod upload;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, mpsc},
    task::{AbortHandle, JoinHandle},
    time::Instant,
};
use uuid::Uuid;

pub use item::{Content, FileToSend, Item, ItemState, Via};
pub(crate) use queue::{Queue, Way};

use crate::client::{ClientError, Http, LinkState, live::Live, socket::Command};

/// The outbox of an account.
pub struct Outbox {
    shared: Arc<Shared>,
    runner: Mutex<Option<JoinHandle<()>>>,
}

/// What its task shares with it.
pub(crate) struct Shared {
    http: Http,
    live: Arc<Live>,
    /// The network is back, or something was put in: do not wait any longer.
    woken: Notify,
    link: Mutex<Option<mpsc::UnboundedSender<Command>>>,
    calls: Mutex<BTreeMap<Uuid, AbortHandle>>,
    paused: AtomicBool,
}

impl Outbox {
    pub(crate) fn new(http: Http, live: Arc<Live>) -> Self {
        let shared = Shared {
            http,
            live,
            woken: Notify::new(),
            link: Mutex::default(),
            calls: Mutex::default(),
            paused: AtomicBool::new(false),
        };
        Self { shared: Arc::new(shared), runner: Mutex::default() }
    }

    /// Puts something in; returns its `client_id`, made once for all tries. It is on the device's disk when this returns.
    ///
    /// # Errors
    /// [`ClientError::Store`] when it could not be kept: nothing is sent then.
    pub fn put(&self, content: Content) -> Result<Uuid, ClientError> {
        self.put_item(Item::new(content))
    }

    /// Puts in a message with a file.
    ///
    /// # Errors
    /// [`ClientError::Store`] when it could not be kept: nothing is sent then.
    pub fn put_file(
        &self,
        chat_id: Uuid,
        caption: &str,
        name: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Uuid, ClientError> {
        let mut item = Item::new(Content::text(chat_id, caption));
        item.file = Some(FileToSend {
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            size_bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            attachment_id: None,
        });
        self.shared.live.store().put_file(item.client_id, bytes)?;
        self.put_item(item)
    }

    fn put_item(&self, item: Item) -> Result<Uuid, ClientError> {
        let client_id = item.client_id;
        self.shared.live.put_outgoing(item)?;
        self.go_on();
        Ok(client_id)
    }

    /// Starts sending if it does not already.
    pub(crate) fn go_on(&self) {
        let mut runner = self.runner.lock().unwrap_or_else(PoisonError::into_inner);
        if runner.as_ref().is_none_or(JoinHandle::is_finished) {
            *runner = Some(tokio::spawn(run::run(Arc::clone(&self.shared))));
        }
        self.shared.woken.notify_one();
    }

    /// Everything the server does not have yet, in order, and what has failed.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        self.shared.live.with(|state| state.outbox.items())
    }

    /// Tries a refused item again, in its old place and under its old `client_id`; false when there is no such item.
    pub fn retry(&self, client_id: Uuid) -> bool {
        let again = self.shared.live.change_outgoing(|state| state.retry_outgoing(client_id));
        self.go_on();
        again.is_some()
    }

    /// Takes an item out that waits, was refused, or whose file is still being uploaded; false when it may have arrived already,
    /// or was never there.
    pub fn cancel(&self, client_id: Uuid) -> bool {
        let cancelled = self.shared.live.change(|state| state.cancel_outgoing(client_id)).is_some();
        if cancelled {
            if let Some(call) = self.shared.lock_calls().remove(&client_id) {
                call.abort();
            }
            if let Err(error) = self.shared.live.store().remove_file(client_id) {
                tracing::warn!(%error, "a cancelled file could not be removed");
            }
            self.shared.woken.notify_one();
        }
        cancelled
    }

    /// The network is back: do not wait any longer.
    pub fn wake(&self) {
        self.shared.live.change(|state| state.outbox.release());
        self.shared.woken.notify_one();
    }

    /// Waits until an item is sent.
    ///
    /// # Errors
    /// The refusal if it failed; [`ClientError::Timeout`] if it is still waiting, in which case it goes on waiting.
    pub async fn until_sent(&self, client_id: Uuid, within: Duration) -> Result<(), ClientError> {
        let (mut changes, deadline) = (self.shared.live.changes(), Instant::now() + within);
        loop {
            changes.mark_unchanged();
            match self.shared.live.with(|state| state.outbox.find(client_id).map(|item| item.state.clone())) {
                None | Some(ItemState::Sent) => return Ok(()),
                Some(ItemState::Failed { error }) => return Err(error),
                Some(_) => {}
            }
            let changed = tokio::time::timeout_at(deadline, changes.changed()).await;
            let after_ms = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
            changed.map_err(|_| ClientError::Timeout { after_ms })?.map_err(ClientError::internal)?;
        }
    }

    /// Waits until the server has everything.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] when something still waits, or was refused.
    pub async fn until_empty(&self, within: Duration) -> Result<(), ClientError> {
        let (mut changes, deadline) = (self.shared.live.changes(), Instant::now() + within);
        loop {
            changes.mark_unchanged();
            if self.items().is_empty() {
                return Ok(());
            }
            let changed = tokio::time::timeout_at(deadline, changes.changed()).await;
            let after_ms = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
            changed.map_err(|_| ClientError::Timeout { after_ms })?.map_err(ClientError::internal)?;
        }
    }

    /// Where frames go from now on.
    pub(crate) fn set_link(&self, link: Option<mpsc::UnboundedSender<Command>>) {
        *self.shared.link.lock().unwrap_or_else(PoisonError::into_inner) = link;
        self.shared.woken.notify_one();
    }

    /// Nothing is begun any more; what is on its way arrives or comes back.
    pub(crate) fn pause(&self) {
        self.shared.paused.store(true, Ordering::Relaxed);
    }

    /// Goes on after a pause.
    pub(crate) fn resume(&self) {
        self.shared.paused.store(false, Ordering::Relaxed);
        self.shared.woken.notify_one();
    }

    /// Stops sending; what is in stays in.
    pub(crate) fn stop(&self) {
        if let Some(runner) = self.runner.lock().unwrap_or_else(PoisonError::into_inner).take() {
            runner.abort();
        }
        self.shared.lock_calls().values().for_each(AbortHandle::abort);
    }
}

impl Shared {
    /// What can carry items now.
    fn way(&self) -> Way {
        if self.paused.load(Ordering::Relaxed) {
            return Way::Wait;
        }
        match &*self.live.link().borrow() {
            LinkState::Online if *self.live.caught_up().borrow() => Way::Frames,
            LinkState::Online | LinkState::Connecting => Way::Wait,
            LinkState::Offline { .. } | LinkState::Ended { .. } => Way::Calls,
        }
    }

    /// False when there is no link to give it to.
    fn command(&self, command: Command) -> bool {
        let link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        link.as_ref().is_some_and(|link| link.send(command).is_ok())
    }

    fn note_call(&self, client_id: Uuid, call: AbortHandle) {
        self.lock_calls().insert(client_id, call);
    }

    fn forget_call(&self, client_id: Uuid) {
        self.lock_calls().remove(&client_id);
        self.woken.notify_one();
    }

    fn lock_calls(&self) -> MutexGuard<'_, BTreeMap<Uuid, AbortHandle>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.stop();
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outbox") // never what people write
    }
}
