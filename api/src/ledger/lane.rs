//! A lane: takes what waits into one transaction, each change in its savepoint, and answers when it is on disk.

mod change;
mod log;

use std::{collections::HashMap, sync::Arc};

use pronto_entity::column::Json;
use pronto_protocol::message::MessageView;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

pub(super) use self::change::{Pending, WaitingChange};
use self::log::write_events;
use super::{
    Inner,
    chat_cache::ChatCache,
    publish::publish,
    send::{SendText, send_run},
    transaction::{Emitted, Transaction},
};
use crate::{
    audit,
    error::{Error, Result},
};

/// How often a lane lets others run before it begins a transaction, as long as that brings more changes. A turn takes
/// microseconds; a sync, hundreds of them.
const GATHER_TURNS: usize = 8;

/// One thing that waits in a lane.
pub(super) enum Entry {
    /// Any change.
    Change { organization_id: Uuid, change: Box<dyn WaitingChange> },
    /// A text message.
    Send { send: SendText, reply: oneshot::Sender<Result<Arc<MessageView>>> },
}

/// What one transaction has gathered.
#[derive(Default)]
pub(super) struct Group {
    pub now_ms: i64,
    /// `seq` of each organization touched, as it will be after this group.
    pub seqs: HashMap<Uuid, i64>,
    pub events: Vec<Emitted>,
    pub planned_jobs: bool,
    changes: Vec<Box<dyn WaitingChange>>,
    sends: Vec<(Outcome, oneshot::Sender<Outcome>)>,
}

/// One writer.
pub(super) struct Lane {
    inner: Arc<Inner>,
    chats: ChatCache,
    known_seqs: HashMap<Uuid, i64>,
}

type Outcome = Result<Arc<MessageView>>;
type Sends = Vec<(SendText, oneshot::Sender<Outcome>)>;

impl Lane {
    pub(super) fn new(inner: Arc<Inner>) -> Self {
        Self { inner, chats: ChatCache::default(), known_seqs: HashMap::new() }
    }

    pub(super) async fn run(mut self, mut entries: mpsc::Receiver<Entry>) {
        let stopping = self.inner.tasks.stopping();
        loop {
            let first = tokio::select! {
                biased;
                first = entries.recv() => first,
                () = stopping.cancelled() => {
                    // What was accepted before the stop is still written.
                    entries.close();
                    entries.recv().await
                }
            };
            let Some(first) = first else { return };
            let waiting = self.gather(first, &mut entries).await;
            self.commit_group(waiting).await;
        }
    }

    /// What waits, and what those who are just about to speak add: the answers of one group bring the next requests all at
    /// once, and without a moment for them the first of these would have a transaction to itself.
    async fn gather(&self, first: Entry, entries: &mut mpsc::Receiver<Entry>) -> Vec<Entry> {
        let mut waiting = vec![first];
        for _ in 0..GATHER_TURNS {
            let before = waiting.len();
            while waiting.len() < self.inner.group_most
                && let Ok(next) = entries.try_recv()
            {
                waiting.push(next);
            }
            if waiting.len() == self.inner.group_most || (waiting.len() == before && before > 1) {
                break;
            }
            tokio::task::yield_now().await;
        }
        waiting
    }

    async fn commit_group(&mut self, waiting: Vec<Entry>) {
        metrics::counter!("pronto_ledger_groups_total").increment(1);
        metrics::counter!("pronto_ledger_changes_total").increment(waiting.len() as u64);
        let mut group = Group { now_ms: self.inner.clock.now_ms(), ..Group::default() };
        let failure = self.write_group(waiting, &mut group).await.err();
        if let Some(failure) = &failure {
            tracing::error!(%failure, "a group of changes was not committed");
            self.chats.clear();
            self.known_seqs.clear();
        } else {
            self.known_seqs.extend(group.seqs.iter());
            let had_events = !group.events.is_empty();
            publish(&self.inner.hub, std::mem::take(&mut group.events));
            if had_events {
                self.inner.committed.send_modify(|ticks| *ticks += 1);
            }
            if group.planned_jobs {
                self.inner.jobs_planned.send_modify(|ticks| *ticks += 1);
            }
        }
        for change in group.changes {
            change.finish(failure.as_ref());
        }
        for (outcome, reply) in group.sends {
            let answer = match (&failure, outcome) {
                (Some(failure), Ok(_)) => Err(failure.share()),
                (_, outcome) => outcome,
            };
            let _ = reply.send(answer);
        }
    }

    async fn write_group(&mut self, waiting: Vec<Entry>, group: &mut Group) -> Result<()> {
        let transaction = match self.begin().await {
            Ok(transaction) => transaction,
            Err(error) => return Err(self.refuse(waiting, group, error.into())),
        };
        let mut sends: Sends = Vec::new();
        for entry in waiting {
            match entry {
                Entry::Send { send, reply } => sends.push((send, reply)),
                Entry::Change { organization_id, change } => {
                    self.write_sends(&transaction, std::mem::take(&mut sends), group).await?;
                    self.write_change(&transaction, organization_id, change, group).await?;
                }
            }
        }
        self.write_sends(&transaction, sends, group).await?;
        write_events(&transaction, &group.events, &group.seqs).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.inner.database.writer.begin_with_options(options).await
    }

    /// Nothing was written: everybody gets the same answer.
    fn refuse(&self, waiting: Vec<Entry>, group: &mut Group, error: Error) -> Error {
        for entry in waiting {
            match entry {
                Entry::Change { change, .. } => group.changes.push(change),
                Entry::Send { reply, .. } => group.sends.push((Err(error.share()), reply)),
            }
        }
        error
    }

    async fn write_sends(&mut self, transaction: &DatabaseTransaction, sends: Sends, group: &mut Group) -> Result<()> {
        if sends.is_empty() {
            return Ok(());
        }
        let (sends, replies): (Vec<_>, Vec<_>) = sends.into_iter().unzip();
        let mut failure = None;
        for organization_id in sends.iter().map(|send| send.organization_id) {
            if let Err(error) = self.lock(transaction, organization_id, group).await {
                failure = Some(error);
                break;
            }
        }
        let outcomes = match failure {
            None => send_run(transaction, &mut self.chats, &self.inner.clock, group, &sends).await,
            Some(error) => Err(error),
        };
        match outcomes {
            Ok(outcomes) => {
                group.sends.extend(outcomes.into_iter().zip(replies));
                Ok(())
            }
            Err(error) => {
                group.sends.extend(replies.into_iter().map(|reply| (Err(error.share()), reply)));
                Err(error)
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "each change has its savepoint")]
    async fn write_change(
        &mut self,
        transaction: &DatabaseTransaction,
        organization_id: Uuid,
        mut change: Box<dyn WaitingChange>,
        group: &mut Group,
    ) -> Result<()> {
        let opened = match self.lock(transaction, organization_id, group).await {
            Ok(seq) => transaction.begin().await.map(|savepoint| (seq, savepoint)).map_err(Error::from),
            Err(error) => Err(error),
        };
        let (seq, connection) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                group.changes.push(change);
                return Err(error);
            }
        };
        let mut part = Transaction {
            connection,
            organization_id,
            clock: self.inner.clock.clone(),
            now_ms: group.now_ms,
            seq,
            events: Vec::new(),
            planned_jobs: false,
            notes: audit::Notes::default(),
        };
        let kept = change.apply(&mut part).await;
        group.changes.push(change);
        if kept {
            part.connection.commit().await?;
            group.seqs.insert(organization_id, part.seq);
            group.planned_jobs |= part.planned_jobs;
            self.chats.forget_changed(&part.events);
            group.events.append(&mut part.events);
        } else {
            part.connection.rollback().await?;
        }
        Ok(())
    }

    /// Locks the organization's row, so that commit order is `seq` order, and learns whether anybody else has written
    /// since: then what this lane remembers may be stale.
    async fn lock(
        &mut self,
        transaction: &DatabaseTransaction,
        organization_id: Uuid,
        group: &mut Group,
    ) -> Result<i64> {
        if let Some(seq) = group.seqs.get(&organization_id) {
            return Ok(*seq);
        }
        let sql = match transaction.get_database_backend() {
            DbBackend::Sqlite => "UPDATE organization_log SET seq = seq WHERE organization_id = ? RETURNING seq",
            _ => "UPDATE organization_log SET seq = seq WHERE organization_id = $1 RETURNING seq",
        };
        let statement =
            Statement::from_sql_and_values(transaction.get_database_backend(), sql, [organization_id.into()]);
        let row = transaction.query_one_raw(statement).await?.ok_or_else(Error::not_found)?;
        let seq: i64 = row.try_get_by_index(0)?;
        if self.known_seqs.get(&organization_id) != Some(&seq) {
            self.chats.forget_organization(organization_id);
        }
        group.seqs.insert(organization_id, seq);
        Ok(seq)
    }
}

/// Rows keep JSON as text; an absent one stays null.
pub(super) fn json<T>(value: Option<T>) -> Option<Json<T>> {
    value.map(Json)
}
