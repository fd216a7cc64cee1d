//! The push follower: a durable reader of each organization's log that decides, for every event worth a push, who is told.
//!
//! The event itself is the push job: nothing has to be queued beside it, so nothing can be forgotten. The table `follower` holds up
//! to where the log has been decided (`push`). A batch of events is decided on facts read after the events were committed
//! (presence among them), and its delivery rows, what it cancels and the new position are one change in the ledger: a crash
//! before it decides the batch again, a crash after it finds the rows. The follower's own changes emit no events, so it does
//! not feed itself.
//!
//! The position is only written together with decisions, or when it lags far behind: events that nobody is pushed for cost no
//! transaction, and reading a few of them again after a restart decides the same nothing.

mod fact;
mod occasion;
mod plan;
#[cfg(test)]
mod tests;
mod write;

use std::{collections::HashMap, time::Duration};

use pronto_entity::{delivery, event};
use pronto_protocol::{delivery::DeliveryState, event::Change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use tokio::time::Instant;
use uuid::Uuid;

use self::{fact::Facts, plan::Plan};
use crate::{chance, context::Context, error::Result, push::decide::FOR_SCREEN, usecase};

/// Its name in the table `follower`.
const NAME: &str = "push";
/// Most events decided at once.
const BATCH_MOST: u64 = 4_000;
/// Events gather for so long, so that many changes cost one batch; a push may be late by this much.
const GATHER: Duration = Duration::from_millis(20);
/// Under load they gather for as many times as long as the last batch took, so that deciding leaves the machine to those who
/// send, and the reads of a batch are shared by more events.
const GATHER_TIMES: u32 = 4;
/// But never longer than this.
const GATHER_MOST: Duration = Duration::from_millis(500);
/// How often the log is looked at without being told: another node may have written.
const LOOK: Duration = Duration::from_secs(1);
/// Events without decisions after which the position is written all the same.
const LAG_MOST: i64 = 1_000;
/// The types of events that anybody is pushed for, or that take pushes back.
const KINDS: [&str; 11] = [
    "chat.assigned",
    "chat.transferred",
    "offer.made",
    "offer.ended",
    "message.sent",
    "offline_message.received",
    "direct_message.sent",
    "mention.made",
    "availability.changed",
    "read.moved",
    "direct_read.moved",
];

/// Whether every event committed so far has been decided by this process.
///
/// # Errors
/// A failure of the database.
pub async fn is_settled(context: &Context) -> Result<bool> {
    let logs = behind(context).await?;
    Ok(logs.iter().all(|log| context.deliveries.decided(log.organization_id) >= log.seq))
}

/// One event of the log.
struct Told {
    seq: i64,
    at_ms: i64,
    change: Change,
}

/// Follows the logs of all organizations until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut committed = context.ledger.committed();
    let follower = Follower { context };
    loop {
        committed.borrow_and_update();
        let began = Instant::now();
        if let Err(error) = follower.catch_up().await {
            tracing::error!(%error, "the push follower could not read the logs");
        }
        let rested = Instant::now() + (began.elapsed() * GATHER_TIMES).min(GATHER_MOST);
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = committed.changed() => tokio::time::sleep_until(rested.max(Instant::now() + GATHER)).await,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

struct Follower {
    context: Context,
}

impl Follower {
    /// Reads every log that is ahead. One organization's failure does not hold up the others.
    async fn catch_up(&self) -> Result<()> {
        for log in behind(&self.context).await? {
            if let Err(error) = self.catch_up_one(&log).await {
                tracing::error!(%error, organization_id = %log.organization_id, "pushes could not be decided; tried again");
            }
        }
        Ok(())
    }

    async fn catch_up_one(&self, log: &Log) -> Result<()> {
        let mut from = self.context.deliveries.decided(log.organization_id).max(log.decided_seq);
        while from < log.seq {
            let (events, more) = read(&self.context, log, from).await?;
            let upto = if more { events.last().map_or(log.seq, |event| event.seq) } else { log.seq };
            let plan = decide(&self.context, log.organization_id, &events).await?;
            if !plan.is_empty() || upto - log.decided_seq >= LAG_MOST {
                from = self.keep(log.organization_id, from, upto, plan).await?;
            } else {
                from = upto;
            }
            self.context.deliveries.note_decided(log.organization_id, from);
        }
        Ok(())
    }

    async fn keep(&self, organization_id: Uuid, from: i64, upto: i64, plan: Plan) -> Result<i64> {
        let (fresh, cancelled) = plan.into_changes();
        let told: Vec<(DeliveryState, String)> = fresh.iter().map(|row| (row.state.0, row.reason.clone())).collect();
        let held_back = held_back(&fresh);
        let kept = write::keep(&self.context, organization_id, from, upto, fresh, cancelled).await?;
        if kept != upto {
            return Ok(kept); // another node has decided this batch
        }
        let mut waiting = false;
        for (state, reason) in told {
            waiting |= state == DeliveryState::Queued;
            if state == DeliveryState::Suppressed {
                metrics::counter!("pronto_push_suppressed_total", "reason" => reason).increment(1);
            }
        }
        if waiting {
            self.context.deliveries.wake();
        }
        for ((agent_id, device_id), ids) in held_back {
            // Only now, when the rows are there for whatever comes of it.
            let asked = usecase::push::ask_screen(&self.context, organization_id, agent_id, device_id, ids);
            if let Err(error) = asked.await {
                tracing::error!(%error, %device_id, "what was held back for a screen could not be pushed");
            }
        }
        Ok(upto)
    }
}

/// What is not sent because the app is on screen there, by agent and device.
fn held_back(fresh: &[delivery::Model]) -> HashMap<(Uuid, Uuid), Vec<Uuid>> {
    let mut held_back: HashMap<(Uuid, Uuid), Vec<Uuid>> = HashMap::new();
    for row in fresh.iter().filter(|row| row.state.0 == DeliveryState::Suppressed) {
        if let Some(device_id) = row.device_id.filter(|_| FOR_SCREEN.contains(&row.reason.as_str())) {
            held_back.entry((row.agent_id, device_id)).or_default().push(row.id);
        }
    }
    held_back
}

/// A log that is ahead of what has been decided.
struct Log {
    organization_id: Uuid,
    seq: i64,
    decided_seq: i64,
}

async fn behind(context: &Context) -> Result<Vec<Log>> {
    let sql = format!(
        "SELECT log.organization_id, log.seq, COALESCE(follower.seq, 0) AS decided_seq FROM organization_log AS log \
         LEFT JOIN follower ON follower.organization_id = log.organization_id AND follower.name = '{NAME}' \
         WHERE log.seq > COALESCE(follower.seq, 0)"
    );
    let statement = Statement::from_string(context.database.backend(), sql);
    let rows = context.db().query_all_raw(statement).await?;
    let mut logs = Vec::with_capacity(rows.len());
    for row in rows {
        logs.push(Log {
            organization_id: row.try_get("", "organization_id")?,
            seq: row.try_get("", "seq")?,
            decided_seq: row.try_get("", "decided_seq")?,
        });
    }
    Ok(logs)
}

/// The next events that matter, and whether there may be more of them.
async fn read(context: &Context, log: &Log, from: i64) -> Result<(Vec<Told>, bool)> {
    let rows = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(log.organization_id))
        .filter(event::Column::Seq.gt(from))
        .filter(event::Column::Seq.lte(log.seq))
        .filter(event::Column::Kind.is_in(KINDS))
        .order_by_asc(event::Column::Seq)
        .limit(BATCH_MOST)
        .all(context.db())
        .await?;
    let more = rows.len() as u64 == BATCH_MOST;
    let told = rows.into_iter().map(|row| {
        let change = serde_json::from_str(&row.content).unwrap_or_else(|error| {
            tracing::error!(%error, seq = row.seq, "an event of the log cannot be read; nobody is pushed for it");
            Change::Unknown(serde_json::Value::Null)
        });
        Told { seq: row.seq, at_ms: row.at, change }
    });
    Ok((told.collect(), more))
}

/// Decides a batch: facts first, then event by event in the log's order.
async fn decide(context: &Context, organization_id: Uuid, events: &[Told]) -> Result<Plan> {
    let facts = Facts::gather(context, organization_id, events).await?;
    let delay_ms = i64::try_from(context.config.push.on_screen_delay_ms).unwrap_or(i64::MAX);
    let clock = context.clock.clone();
    let mut plan =
        Plan::new(organization_id, clock.now_ms(), delay_ms, facts.known.clone(), move || chance::id(&clock));
    for event in events {
        occasion::decide(&mut plan, &facts, event);
    }
    Ok(plan)
}
