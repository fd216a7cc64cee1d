//! One signed-in account.

mod calls;
mod chats;
mod directs;
mod lists;
mod pushes;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::{
    client::Account,
    error::ProntoError,
    event::{self, SessionEvent, SessionListener},
    model::{AccountRecord, AgentAvailability, Colleague, view},
    runtime::{Owned, on_core, spawn, to_the_end},
};

/// Most events given to a listener at once.
const EVENTS_AT_ONCE: usize = 256;

/// A signed-in account. It owns its connection: keep it as long as the account is in use.
#[derive(uniffi::Object)]
pub struct Session {
    account: Account,
    dispatcher: Mutex<Option<Owned>>,
    lists: lists::Lists,
}

impl Session {
    pub(crate) fn of(account: Account) -> Arc<Self> {
        Arc::new(Self { account, dispatcher: Mutex::default(), lists: lists::Lists::default() })
    }

    pub(crate) fn client(&self) -> &Account {
        &self.account
    }

    fn set_dispatcher(&self, dispatcher: Option<Owned>) {
        *self.dispatcher.lock().unwrap_or_else(PoisonError::into_inner) = dispatcher;
    }
}

#[uniffi::export]
impl Session {
    /// Who is signed in where.
    pub fn account(&self) -> Result<AccountRecord, ProntoError> {
        Ok(view::account(self.account.identity()))
    }

    /// Connects, and tells the listener what happens; a listener given before is replaced.
    pub async fn start(&self, listener: Arc<dyn SessionListener>) -> Result<(), ProntoError> {
        self.set_dispatcher(Some(spawn(dispatch(self.account.clone(), listener))?));
        let account = self.account.clone();
        on_core(async move {
            account.start();
            Ok::<_, ProntoError>(())
        })
        .await
    }

    /// Disconnects; what was fetched stays.
    pub async fn stop(&self) -> Result<(), ProntoError> {
        let account = self.account.clone();
        to_the_end(async move {
            account.stop().await;
            Ok::<_, ProntoError>(())
        })
        .await
    }

    /// Waits until it is connected and everything is fetched.
    pub async fn until_online(&self, within_ms: u64) -> Result<(), ProntoError> {
        let account = self.account.clone();
        on_core(async move { account.until_online(std::time::Duration::from_millis(within_ms)).await }).await
    }

    /// Brings everything up to date without a connection, as in a background fetch.
    pub async fn catch_up(&self) -> Result<(), ProntoError> {
        let account = self.account.clone();
        on_core(async move { account.catch_up().await }).await
    }

    /// The network changed: do not wait any longer.
    pub fn network_changed(&self) -> Result<(), ProntoError> {
        self.account.network_changed();
        Ok(())
    }

    /// The app came on screen or left it.
    pub fn set_foreground(&self, foreground: bool) -> Result<(), ProntoError> {
        self.account.set_foreground(foreground);
        Ok(())
    }

    /// Declares availability.
    pub async fn set_availability(&self, availability: AgentAvailability) -> Result<(), ProntoError> {
        let account = self.account.clone();
        to_the_end(async move { account.set_availability(availability.into()).await.map(drop) }).await
    }

    /// What this agent declared, once it was fetched.
    pub fn availability(&self) -> Result<Option<AgentAvailability>, ProntoError> {
        Ok(self.account.live().with(|state| state.availability().map(Into::into)))
    }

    /// All agents, oneself included.
    pub fn colleagues(&self) -> Result<Vec<Colleague>, ProntoError> {
        Ok(self.account.live().with(|state| state.agents.values().map(view::colleague).collect()))
    }

    /// Whether it is connected; events tell when that changes.
    pub fn link_status(&self) -> Result<event::LinkStatus, ProntoError> {
        Ok(event::status(&self.account.live().link().borrow()))
    }

    /// The server's time in milliseconds since 1970: for how long an offer is still good, whatever the device's clock says.
    pub fn server_now_ms(&self) -> Result<i64, ProntoError> {
        Ok(self.account.server_now_ms())
    }

    /// Number for the app's icon, as the server counts it.
    pub async fn badge(&self) -> Result<u32, ProntoError> {
        let account = self.account.clone();
        on_core(async move { account.me().await.map(|me| me.badge) }).await
    }

    /// Ends the session here and on the server.
    pub async fn sign_out(&self) -> Result<(), ProntoError> {
        let account = self.account.clone();
        to_the_end(async move { account.sign_out().await }).await
    }
}

/// Gives events to the listener: in order, one batch after the other, on a thread that may block.
async fn dispatch(account: Account, listener: Arc<dyn SessionListener>) {
    let (mut events, agent_id) = (account.subscribe(), account.agent_id());
    drop(account); // the listener must not keep the account alive
    loop {
        let mut batch = Vec::new();
        match events.recv().await {
            Ok(event) => batch.extend(event::of(&event, agent_id)),
            // A listener that is too slow reads all lists again.
            Err(RecvError::Lagged(_)) => batch.push(SessionEvent::Reset),
            Err(RecvError::Closed) => return,
        }
        while batch.len() < EVENTS_AT_ONCE {
            match events.try_recv() {
                Ok(event) => batch.extend(event::of(&event, agent_id)),
                Err(TryRecvError::Lagged(_)) => batch.push(SessionEvent::Reset),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let listener = Arc::clone(&listener);
        match tokio::task::spawn_blocking(move || listener.on_events(batch)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the listener failed"),
            Err(error) => tracing::error!(%error, "the listener panicked"),
        }
    }
}
