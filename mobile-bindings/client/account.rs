//! An account: one agent signed in on this device, with its model, link and outbox.

mod keys;
mod open_chat;
mod pause;
mod provider;
mod push;
mod sign_in;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
    time::Duration,
};

use pronto_protocol::{
    session::TokensView,
    socket::{ClientFrame, Foreground},
};
use tokio::{sync::broadcast, time::Instant};
use uuid::Uuid;

pub use provider::{begin_provider_sign_in, sign_in_providers};
pub use sign_in::SignIn;

use crate::client::{
    ClientError, Http, LinkState, Outbox, SecureStorage, SessionEvent, Snapshot, State,
    live::{LinkEnd, Live},
    socket::{Command, Focus, Link},
};

/// Who is signed in where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The server's address.
    pub server_url: String,
    /// The organization's slug.
    pub organization: String,
    /// The address the agent signed in with.
    pub email: String,
    /// The agent.
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The session; pushes name it.
    pub session_id: Uuid,
    /// The device.
    pub device_id: Uuid,
}

/// A signed-in account. Clones are the same account; the last one dropped ends its link and outbox.
#[derive(Clone)]
pub struct Account {
    inner: Arc<Inner>,
}

struct Inner {
    identity: Identity,
    http: Http,
    storage: Arc<dyn SecureStorage>,
    live: Arc<Live>,
    outbox: Outbox,
    focus: Mutex<Focus>,
    link: Mutex<Option<Link>>,
    /// Whether the link ran before a pause.
    resume_link: Mutex<bool>,
    /// How many hold each opened stream.
    opens: Mutex<BTreeMap<Uuid, usize>>,
    signed_out: AtomicBool,
}

impl Account {
    fn new(identity: Identity, http: Http, storage: Arc<dyn SecureStorage>, live: Live) -> Self {
        let live = Arc::new(live);
        let outbox = Outbox::new(http.clone(), Arc::clone(&live));
        Self {
            inner: Arc::new(Inner {
                identity,
                http,
                storage,
                live,
                outbox,
                focus: Mutex::default(),
                link: Mutex::default(),
                resume_link: Mutex::default(),
                opens: Mutex::default(),
                signed_out: AtomicBool::new(false),
            }),
        }
    }

    /// Who is signed in where.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    /// The signed-in agent.
    #[must_use]
    pub fn agent_id(&self) -> Uuid {
        self.inner.identity.agent_id
    }

    /// Calls of this account.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.inner.http
    }

    /// The tokens in use.
    #[must_use]
    pub fn tokens(&self) -> Option<Arc<TokensView>> {
        self.inner.http.tokens()
    }

    /// The model and what it tells.
    #[must_use]
    pub fn live(&self) -> &Arc<Live> {
        &self.inner.live
    }

    /// What is to be sent.
    #[must_use]
    pub fn outbox(&self) -> &Outbox {
        &self.inner.outbox
    }

    pub(crate) fn storage(&self) -> &Arc<dyn SecureStorage> {
        &self.inner.storage
    }

    /// Everything told from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<SessionEvent> {
        self.inner.live.subscribe()
    }

    /// The model in a form that can be compared.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.inner.live.with(State::snapshot)
    }

    /// The same built from REST alone.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn fetch_fresh(&self) -> Result<Snapshot, ClientError> {
        let opened = self.inner.live.with(|state| state.opened().clone());
        Ok(State::load(self.http(), &opened, self.http().options().history_most).await?.snapshot())
    }

    /// Connects, and stays connected until it is stopped. Again while connected it changes nothing.
    pub fn start(&self) {
        let mut link = self.lock_link();
        if link.as_ref().is_none_or(Link::is_ended) {
            let focus = *self.inner.focus.lock().unwrap_or_else(PoisonError::into_inner);
            // At once, so that nobody who waits for the connection still sees how the last one ended.
            self.inner.live.set_link(LinkState::Connecting);
            let started = Link::start(self.inner.http.clone(), Arc::clone(&self.inner.live), focus);
            self.inner.outbox.set_link(Some(started.commands()));
            *link = Some(started);
        }
        drop(link);
        self.inner.outbox.go_on();
    }

    /// Disconnects; the model stays and goes on from where it stands at the next start.
    pub async fn stop(&self) {
        let link = self.lock_link().take();
        if let Some(link) = link {
            self.inner.outbox.set_link(None);
            link.stop().await;
            // Frames that were not answered: nobody tells any more whether they arrived, so they are sent again under their ids.
            self.inner.live.set_caught_up(false);
            self.inner.live.change_outgoing(|state| state.frames_lost(Duration::ZERO));
        }
    }

    /// Cuts the connection without a word, as a lost network does; the link comes back by itself.
    pub fn drop_link(&self) {
        self.command(Command::Cut);
    }

    /// The network changed: do not wait any longer.
    pub fn network_changed(&self) {
        self.command(Command::Wake);
        self.inner.outbox.wake();
    }

    /// Tells what is on screen: nothing is pushed for it.
    pub fn set_focus(&self, focus: Focus) {
        *self.inner.focus.lock().unwrap_or_else(PoisonError::into_inner) = focus;
        if let Some(link) = &*self.lock_link() {
            link.set_focus(focus);
        }
    }

    /// The app came on screen or left it.
    pub fn set_foreground(&self, foreground: bool) {
        let mut focus = *self.inner.focus.lock().unwrap_or_else(PoisonError::into_inner);
        focus.foreground = if foreground { Foreground::Foreground } else { Foreground::Background };
        self.set_focus(focus);
    }

    /// Sends a frame over the socket.
    ///
    /// # Errors
    /// [`ClientError::Offline`] when it is not connected.
    pub fn send_frame(&self, frame: ClientFrame) -> Result<(), ClientError> {
        match &*self.lock_link() {
            Some(link) => link.frame(frame),
            None => Err(ClientError::offline("the link was not started")),
        }
    }

    /// Waits until `find` finds something in the model.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] when it is not there in time.
    pub async fn until<T>(
        &self,
        within: Duration,
        mut find: impl FnMut(&State) -> Option<T>,
    ) -> Result<T, ClientError> {
        let (mut changes, deadline) = (self.inner.live.changes(), Instant::now() + within);
        loop {
            changes.mark_unchanged();
            if let Some(found) = self.inner.live.with(&mut find) {
                return Ok(found);
            }
            let changed = tokio::time::timeout_at(deadline, changes.changed()).await;
            changed.map_err(|_| timed_out(within))?.map_err(ClientError::internal)?;
        }
    }

    /// Waits until the socket is connected and everything is fetched.
    ///
    /// # Errors
    /// [`ClientError::Timeout`], or [`ClientError::Unauthenticated`] when the link has ended.
    pub async fn until_online(&self, within: Duration) -> Result<(), ClientError> {
        let (mut link, deadline) = (self.inner.live.link(), Instant::now() + within);
        let online = tokio::time::timeout_at(
            deadline,
            link.wait_for(|state| matches!(state, LinkState::Online | LinkState::Ended { .. })),
        );
        let reached = online.await.map_err(|_| timed_out(within))?.map_err(ClientError::internal)?.clone();
        match reached {
            LinkState::Ended { reason: LinkEnd::UpgradeRequired } => Err(ClientError::UpgradeRequired),
            LinkState::Ended { reason: LinkEnd::SessionEnded } => {
                Err(ClientError::Unauthenticated { code: pronto_protocol::error::ErrorCode::SessionRevoked })
            }
            LinkState::Ended { .. } => Err(ClientError::offline("the link has ended")),
            _ => {
                self.until(deadline.saturating_duration_since(Instant::now()), |state| {
                    state.is_complete().then_some(())
                })
                .await
            }
        }
    }

    fn command(&self, command: Command) {
        if let Some(link) = &*self.lock_link() {
            link.command(command);
        }
    }

    fn lock_link(&self) -> std::sync::MutexGuard<'_, Option<Link>> {
        self.inner.link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn timed_out(within: Duration) -> ClientError {
    ClientError::Timeout { after_ms: u64::try_from(within.as_millis()).unwrap_or(u64::MAX) }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("identity", &self.inner.identity).finish_non_exhaustive()
    }
}
