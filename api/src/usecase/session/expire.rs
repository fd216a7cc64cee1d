//! Ends sessions that grew too old or were not used for too long, so that nothing is pushed for them any more.

use futures_util::FutureExt;
use pronto_entity::session;
use pronto_protocol::session::SessionEnd;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::finish::finish;
use crate::{context::Context, error::Result, hub::Hub, ledger::Transaction};

/// Sessions ended in one round at most.
const ROUND_MOST: u64 = 500;

/// Ends what has expired; tells how many, at most 500 a time. Called by the clock, for all organizations.
///
/// # Errors
/// A failure of the database.
pub async fn expire(context: &Context) -> Result<usize> {
    let idle_ms = i64::from(context.config.refresh_idle_days) * 24 * 3600 * 1000;
    let rows = session::Entity::find()
        .filter(expired(context.clock.now_ms(), idle_ms))
        .limit(ROUND_MOST)
        .all(context.db())
        .await?;
    let count = rows.len();
    for row in rows {
        let hub = context.hub.clone();
        context
            .ledger
            .commit(row.organization_id, move |transaction| end(transaction, hub, row.id, idle_ms).boxed())
            .await?;
    }
    Ok(count)
}

async fn end(transaction: &mut Transaction, hub: Hub, session_id: Uuid, idle_ms: i64) -> Result<()> {
    // Read again: it may have been used or ended since.
    let row = session::Entity::find_by_id(session_id)
        .filter(session::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(expired(transaction.now_ms(), idle_ms))
        .one(transaction.db())
        .await?;
    match row {
        Some(row) => finish(transaction, &hub, row, SessionEnd::Expired).await,
        None => Ok(()),
    }
}

fn expired(now_ms: i64, idle_ms: i64) -> Condition {
    let over = Condition::any()
        .add(session::Column::ExpiresAt.lte(now_ms))
        .add(session::Column::LastSeenAt.lte(now_ms - idle_ms));
    Condition::all().add(session::Column::EndedAt.is_null()).add(over)
}
