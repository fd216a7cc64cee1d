//! Does the durable jobs when their time comes: each enters a use case, whose change takes the job away, so that it
//! happens exactly once whatever stops the server in between.

use futures_util::{FutureExt, StreamExt, stream};
use pronto_entity::job;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use crate::{
    context::Context,
    error::{Error, Result},
    ledger::WAKE_JOB,
    routing::{EXPIRE_JOB, ROUTE_JOB},
    step::SILENCE_JOB,
    usecase::{self, person::ERASE_JOB},
};

/// Jobs read at once.
const BATCH: u64 = 100;
/// Jobs done at once; those of one lane still share its transactions.
const TOGETHER: usize = 16;
/// Looks again after so long even when nothing is planned here: another node may have planned something, and gone.
const LONGEST_SLEEP_MS: i64 = 10_000;
/// Waits this long before a failed job is tried again, doubled each time.
const FIRST_WAIT_MS: i64 = 1_000;
/// And never longer than this.
const LONGEST_WAIT_MS: i64 = 300_000;

/// Does jobs until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut planned = context.ledger.jobs_planned();
    while !stopping.is_cancelled() {
        planned.mark_unchanged();
        run_due(&context).await;
        let wake_at_ms = next_at_ms(&context).await;
        tokio::select! {
            () = stopping.cancelled() => {}
            _ = planned.changed() => {}
            () = context.clock.sleep_until_ms(wake_at_ms) => {}
        }
    }
}

/// Does every job that is due now, and those that become due by them; tells how many were done.
pub async fn run_due(context: &Context) -> usize {
    let mut count = 0;
    loop {
        let due = match due(context).await {
            Ok(due) if due.is_empty() => return count,
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "the jobs could not be read");
                return count;
            }
        };
        let settled: Vec<bool> =
            stream::iter(due).map(|job| settle(context, job)).buffer_unordered(TOGETHER).collect().await;
        let settled = settled.into_iter().filter(|settled| *settled).count();
        count += settled;
        if settled == 0 {
            // Not even failures could be noted: the database is away, and a loop would not bring it back.
            return count;
        }
    }
}

async fn due(context: &Context) -> Result<Vec<job::Model>> {
    let rows = job::Entity::find()
        .filter(job::Column::RunAt.lte(context.clock.now_ms()))
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(BATCH)
        .all(context.db())
        .await?;
    Ok(rows)
}

/// When to look again: at the next job's time, or soon enough to see what another node has left.
async fn next_at_ms(context: &Context) -> i64 {
    let now_ms = context.clock.now_ms();
    let next = job::Entity::find().order_by_asc(job::Column::RunAt).one(context.db()).await;
    match next {
        // A due job that is still here could not be settled: the database needs a moment.
        Ok(Some(job)) => job.run_at.max(now_ms + 10).min(now_ms + LONGEST_SLEEP_MS),
        Ok(None) => now_ms + LONGEST_SLEEP_MS,
        Err(_) => now_ms + FIRST_WAIT_MS,
    }
}

/// Does one job; true when it is gone or will be tried later.
async fn settle(context: &Context, job: job::Model) -> bool {
    let outcome = match job.kind.as_str() {
        EXPIRE_JOB => usecase::offer::expire_offer(context, job.organization_id, job.subject_id).await,
        ERASE_JOB => usecase::person::erase_chat(context, job.organization_id, job.subject_id).await,
        WAKE_JOB => usecase::chat::wake_due(context, job.organization_id, job.subject_id).await,
        ROUTE_JOB => usecase::offer::route_chat(context, job.organization_id, job.subject_id).await,
        SILENCE_JOB => usecase::chat::break_silence(context, job.organization_id, job.subject_id).await,
        _ => {
            tracing::error!(kind = job.kind, id = %job.id, "a job of an unknown kind was removed");
            remove(context, &job).await
        }
    };
    let Err(error) = outcome else { return true };
    tracing::warn!(%error, kind = job.kind, id = %job.id, attempts = job.attempts + 1, "a job failed");
    let noted = put_off(context, &job, &error).await;
    if let Err(error) = &noted {
        tracing::error!(%error, id = %job.id, "a failed job could not be put off");
    }
    noted.is_ok()
}

async fn remove(context: &Context, job: &job::Model) -> Result<()> {
    let id = job.id;
    context
        .ledger
        .commit(job.organization_id, move |transaction| {
            async move {
                job::Entity::delete_many()
                    .filter(job::Column::OrganizationId.eq(transaction.organization_id()))
                    .filter(job::Column::Id.eq(id))
                    .exec(transaction.db())
                    .await?;
                Ok(())
            }
            .boxed()
        })
        .await
}

/// Notes why it failed and when it is tried again.
async fn put_off(context: &Context, job: &job::Model, error: &Error) -> Result<()> {
    let (id, attempts) = (job.id, job.attempts + 1);
    let doubled = FIRST_WAIT_MS.checked_shl(job.attempts.unsigned_abs().min(16)).unwrap_or(LONGEST_WAIT_MS);
    let wait_ms = doubled.min(LONGEST_WAIT_MS);
    let why: String = error.to_string().chars().take(500).collect();
    context
        .ledger
        .commit(job.organization_id, move |transaction| {
            async move {
                job::Entity::update_many()
                    .col_expr(job::Column::Attempts, Expr::value(attempts))
                    .col_expr(job::Column::LastError, Expr::value(why))
                    .col_expr(job::Column::RunAt, Expr::value(transaction.now_ms() + wait_ms))
                    .filter(job::Column::OrganizationId.eq(transaction.organization_id()))
                    .filter(job::Column::Id.eq(id))
                    .exec(transaction.db())
                    .await?;
                Ok(())
            }
            .boxed()
        })
        .await
}
