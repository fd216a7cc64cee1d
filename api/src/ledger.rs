//! The ledger: the one way to change anything. Rows, events and jobs go into one transaction; what waits goes together.

mod chat_cache;
mod follower;
mod lane;
mod publish;
mod send;
mod transaction;
mod wake;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use futures_util::future::BoxFuture;
use pronto_protocol::{error::ErrorCode, message::MessageView};
use sea_orm::DbBackend;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

pub use send::{SendText, TextSender};
pub use transaction::Transaction;
pub use wake::{WAKE_JOB, wake};

use crate::{
    audit,
    clock::Clock,
    database::Database,
    error::{Error, Result},
    hub::Hub,
    lifecycle::Tasks,
};

/// Changes that may wait in one lane before callers have to wait themselves.
const LANE_CAPACITY: usize = 4_096;

/// Takes every change; see ARCHITECTURE.md, "Sending a message".
#[derive(Clone, Debug)]
pub struct Ledger {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    database: Database,
    hub: Hub,
    clock: Clock,
    tasks: Tasks,
    group_most: usize,
    lanes: Mutex<HashMap<Uuid, mpsc::Sender<lane::Entry>>>,
    committed: watch::Sender<u64>,
    jobs_planned: watch::Sender<u64>,
}

impl Ledger {
    /// A ledger over a database; `group_most` changes share a transaction at most (1 = no grouping).
    #[must_use]
    pub fn new(database: Database, hub: Hub, clock: Clock, tasks: Tasks, group_most: usize) -> Self {
        Self {
            inner: Arc::new(Inner {
                database,
                hub,
                clock,
                tasks,
                group_most: group_most.max(1),
                lanes: Mutex::default(),
                committed: watch::channel(0).0,
                jobs_planned: watch::channel(0).0,
            }),
        }
    }

    /// Commits one change of an organization. The closure sees all that was committed before it; its rows, events and
    /// jobs are kept together or not at all, and with them the audit row of the administrative act that asks, if it is one.
    /// Returns when they are on disk and have been published.
    ///
    /// # Errors
    /// The closure's own error, or `unavailable`, `storage_full` or `internal` when the database fails.
    pub async fn commit<T, F>(&self, organization_id: Uuid, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Transaction) -> BoxFuture<'a, Result<T>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let pending = lane::Pending {
            change: Some(change),
            outcome: None,
            reply: Some(reply),
            act: audit::pending(organization_id),
        };
        self.enter(organization_id, lane::Entry::Change { organization_id, change: Box::new(pending) }).await?;
        answer.await.map_err(|_| Error::new(ErrorCode::Unavailable))?
    }

    /// Sends a text message: the hot path, gathered with the others that wait into multi-row statements.
    ///
    /// # Errors
    /// `not_found`, `chat_closed`, `not_participant`, `reply_window_closed`, `client_id_reused`, or a failure of the database.
    pub async fn send_text(&self, send: SendText) -> Result<Arc<MessageView>> {
        let (reply, answer) = oneshot::channel();
        self.enter(send.organization_id, lane::Entry::Send { send, reply }).await?;
        answer.await.map_err(|_| Error::new(ErrorCode::Unavailable))?
    }

    /// Ticks after each commit that held events; followers of the log wait on it.
    #[must_use]
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.inner.committed.subscribe()
    }

    /// Ticks after each commit that planned jobs.
    #[must_use]
    pub fn jobs_planned(&self) -> watch::Receiver<u64> {
        self.inner.jobs_planned.subscribe()
    }

    async fn enter(&self, organization_id: Uuid, entry: lane::Entry) -> Result<()> {
        let lane = self.lane(organization_id);
        lane.send(entry).await.map_err(|_| Error::new(ErrorCode::Unavailable))
    }

    /// SQLite has one writer and so one lane; PostgreSQL locks a row per organization and has a lane for each.
    fn lane(&self, organization_id: Uuid) -> mpsc::Sender<lane::Entry> {
        let key = match self.inner.database.backend() {
            DbBackend::Sqlite => Uuid::nil(),
            _ => organization_id,
        };
        let mut lanes = self.inner.lanes.lock().expect("no panic while lanes are looked up");
        lanes
            .entry(key)
            .or_insert_with(|| {
                let (sender, receiver) = mpsc::channel(LANE_CAPACITY);
                self.inner.tasks.spawn("ledger lane", lane::Lane::new(Arc::clone(&self.inner)).run(receiver));
                sender
            })
            .clone()
    }
}
