//! Forgets visits that are older than the organization keeps them.

use futures_util::FutureExt;
use pronto_entity::{organization, page_view, visit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{context::Context, error::Result, ledger::Transaction};

/// Visits forgotten in one change at most.
const ROUND_MOST: usize = 500;

/// Forgets them in every organization. What agents sent to them stays on record.
///
/// # Errors
/// A failure of the database.
pub async fn forget_old(context: &Context) -> Result<()> {
    for organization in organization::Entity::find().all(context.db()).await? {
        let kept_ms = i64::from(organization.settings.0.visit_kept_days) * 86_400_000;
        let before_ms = context.clock.now_ms() - kept_ms;
        loop {
            let forgotten = context
                .ledger
                .commit(organization.id, move |transaction| forget(transaction, before_ms).boxed())
                .await?;
            if forgotten < ROUND_MOST {
                break;
            }
        }
    }
    Ok(())
}

async fn forget(transaction: &mut Transaction, before_ms: i64) -> Result<usize> {
    let organization_id = transaction.organization_id();
    let ids: Vec<Uuid> = visit::Entity::find()
        .select_only()
        .column(visit::Column::Id)
        .filter(visit::Column::OrganizationId.eq(organization_id))
        .filter(visit::Column::LastSeenAt.lt(before_ms))
        .order_by_asc(visit::Column::LastSeenAt)
        .limit(ROUND_MOST as u64)
        .into_tuple()
        .all(transaction.db())
        .await?;
    if ids.is_empty() {
        return Ok(0);
    }
    page_view::Entity::delete_many()
        .filter(page_view::Column::OrganizationId.eq(organization_id))
        .filter(page_view::Column::VisitId.is_in(ids.iter().copied()))
        .exec(transaction.db())
        .await?;
    visit::Entity::delete_many()
        .filter(visit::Column::OrganizationId.eq(organization_id))
        .filter(visit::Column::Id.is_in(ids.iter().copied()))
        .exec(transaction.db())
        .await?;
    Ok(ids.len())
}
