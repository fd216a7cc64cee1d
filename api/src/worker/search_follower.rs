//! The search follower: a durable reader of each organization's log that keeps the search index.
//!
//! Indexing inside the send's transaction would nearly triple its cost, so it comes after it, in batches that are small enough
//! not to be waited for. The table `follower` holds up to where the log is in the index (`search`); a batch's rows and the new
//! position are one change in the ledger, so that a crash loses neither and doubles neither. What the index has not reached
//! yet a search reads from the log itself.
//!
//! Where the log no longer reaches back to what was never indexed (the index is younger than the organization), the rows
//! themselves are read, kind by kind.

mod rebuild;
mod write;

use std::{collections::HashMap, time::Duration};

use pronto_entity::{column::Word, event};
use pronto_protocol::{event::Change, search::SearchKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    search::{Entry, KINDS, NAME, entry_of},
};

/// Most events, or rows, indexed by one transaction: others wait for it.
const BATCH: usize = 200;
/// Most events read at once.
const READ: u64 = 2_000;
/// Changes gather for so long: searches read what has not been indexed, so there is no hurry.
const GATHER: Duration = Duration::from_millis(250);
/// How often the logs are looked at without being told: another node may have written.
const LOOK: Duration = Duration::from_secs(1);
/// Events without anything to index after which the position is written all the same; searches and the log's pruning pass
/// over them until then.
const LAG_MOST: i64 = 200;
/// Longest rest between two batches; each is followed by as long a rest as it took, so that sends get their turn.
const REST_MOST: Duration = Duration::from_millis(50);
/// Batches of one organization's rebuilding before the others have their turn.
const REBUILD_TURN: usize = 20;

/// Whether everything committed so far is in the index.
///
/// # Errors
/// A failure of the database.
pub async fn is_settled(context: &Context) -> Result<bool> {
    for log in behind(context).await? {
        if log.rebuilding.is_some() || log.indexed_seq < log.pruned_seq {
            return Ok(false);
        }
        if !read(context, log.organization_id, log.indexed_seq, log.seq).await?.0.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Follows the logs of all organizations until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut committed = context.ledger.committed();
    let mut follower = Follower { context, stopping: stopping.clone(), read: HashMap::new(), scopes: HashMap::new() };
    loop {
        committed.borrow_and_update();
        let more = follower.catch_up().await.unwrap_or_else(|error| {
            tracing::error!(%error, "the search follower could not read the logs");
            false
        });
        if more && !stopping.is_cancelled() {
            continue;
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = committed.changed() => tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(GATHER) => {}
            },
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

struct Follower {
    context: Context,
    stopping: CancellationToken,
    /// Up to where this process has read each log; the table may lag behind.
    read: HashMap<Uuid, i64>,
    /// Scopes of organizations; they never change.
    scopes: HashMap<Uuid, i64>,
}

impl Follower {
    /// Reads every log that is ahead; true when there is more to do at once. One organization's failure does not hold up
    /// the others.
    async fn catch_up(&mut self) -> Result<bool> {
        let mut more = false;
        for log in behind(&self.context).await? {
            match self.catch_up_one(&log).await {
                Ok(unfinished) => more |= unfinished,
                Err(error) => {
                    tracing::error!(%error, organization_id = %log.organization_id, "the search index could not be written; tried again");
                }
            }
        }
        Ok(more)
    }

    async fn catch_up_one(&mut self, log: &Log) -> Result<bool> {
        let organization_id = log.organization_id;
        if log.indexed_seq < log.pruned_seq {
            rebuild::begin(&self.context, organization_id, log.indexed_seq, log.seq).await?;
            return Ok(true);
        }
        let known = self.read.get(&organization_id).copied().unwrap_or_default();
        let mut from = known.max(log.indexed_seq);
        while from < log.seq && !self.stopping.is_cancelled() {
            let (entries, upto) = read(&self.context, organization_id, from, log.seq).await?;
            if entries.is_empty() && upto - log.indexed_seq < LAG_MOST {
                from = upto;
            } else {
                from = self.keep(organization_id, from, upto, entries).await?;
            }
            self.read.insert(organization_id, from);
        }
        if log.rebuilding.is_none() {
            return Ok(false);
        }
        for _ in 0..REBUILD_TURN {
            let began = Instant::now();
            if self.stopping.is_cancelled() || !rebuild::step(&self.context, organization_id, BATCH as u64).await? {
                return Ok(false);
            }
            self.rest(began).await;
        }
        Ok(true)
    }

    /// Keeps what was read, batch by batch; tells up to where.
    async fn keep(&mut self, organization_id: Uuid, from: i64, upto: i64, mut entries: Vec<Entry>) -> Result<i64> {
        let mut from = from;
        loop {
            let began = Instant::now();
            let later = entries.split_off(entries.len().min(BATCH));
            let until = entries.last().filter(|_| !later.is_empty()).map_or(upto, |entry| entry.seq);
            let scope_id = self.scopes.get(&organization_id).copied();
            let kept = write::keep(&self.context, organization_id, from, until, entries, scope_id).await?;
            self.scopes.extend(kept.scope_id.map(|scope_id| (organization_id, scope_id)));
            if kept.seq != until || later.is_empty() || self.stopping.is_cancelled() {
                return Ok(kept.seq);
            }
            from = until;
            entries = later;
            self.rest(began).await;
        }
    }

    async fn rest(&self, began: Instant) {
        let _ = self.stopping.run_until_cancelled(tokio::time::sleep(began.elapsed().min(REST_MOST))).await;
    }
}

/// A log that is ahead of the index, or an organization whose rows are being read.
struct Log {
    organization_id: Uuid,
    seq: i64,
    pruned_seq: i64,
    indexed_seq: i64,
    rebuilding: Option<SearchKind>,
}

async fn behind(context: &Context) -> Result<Vec<Log>> {
    let sql = format!(
        "SELECT log.organization_id, log.seq, log.pruned_seq, COALESCE(follower.seq, 0) AS indexed_seq, \
         scope.rebuild_kind FROM organization_log AS log \
         LEFT JOIN follower ON follower.organization_id = log.organization_id AND follower.name = '{NAME}' \
         LEFT JOIN search_scope AS scope ON scope.organization_id = log.organization_id \
         WHERE log.seq > COALESCE(follower.seq, 0) OR scope.rebuild_kind IS NOT NULL"
    );
    let statement = Statement::from_string(context.database.backend(), sql);
    let rows = context.db().query_all_raw(statement).await?;
    let mut logs = Vec::with_capacity(rows.len());
    for row in rows {
        let rebuilding: Option<Word<SearchKind>> = row.try_get("", "rebuild_kind")?;
        logs.push(Log {
            organization_id: row.try_get("", "organization_id")?,
            seq: row.try_get("", "seq")?,
            pruned_seq: row.try_get("", "pruned_seq")?,
            indexed_seq: row.try_get("", "indexed_seq")?,
            rebuilding: rebuilding.map(|kind| kind.0),
        });
    }
    Ok(logs)
}

/// The next entries, and up to where the log has been read for them.
async fn read(context: &Context, organization_id: Uuid, from: i64, until: i64) -> Result<(Vec<Entry>, i64)> {
    let rows = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::Seq.gt(from))
        .filter(event::Column::Seq.lte(until))
        .filter(event::Column::Kind.is_in(KINDS))
        .order_by_asc(event::Column::Seq)
        .limit(READ)
        .all(context.db())
        .await?;
    let more = rows.len() as u64 == READ;
    let upto = if more { rows.last().map_or(until, |row| row.seq) } else { until };
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        match serde_json::from_str::<Change>(&row.content) {
            Ok(change) => entries.extend(entry_of(row.seq, &change)),
            Err(error) => {
                tracing::error!(%error, seq = row.seq, "an event of the log cannot be read; it is not indexed");
            }
        }
    }
    Ok((entries, upto))
}
