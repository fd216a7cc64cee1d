//! A token has died: it is kept with the reason, and not used any more.

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery, device};
use pronto_protocol::{delivery::DeliveryState, device::PushState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Standing, later, set};
use crate::{context::Context, error::Result, ledger::Transaction, push::retry};

/// Marks the token dead if it is still the device's, and was registered before the provider learnt of its death; otherwise
/// the push is tried again.
pub(super) async fn write(
    context: &Context,
    row: delivery::Model,
    token_hash: Option<Vec<u8>>,
    since_ms: Option<i64>,
    reason: String,
) -> Result<()> {
    let pause_ms = retry::pause(row.attempts.saturating_add(1), None).as_millis();
    let due_at = context.clock.now_ms().saturating_add(i64::try_from(pause_ms).unwrap_or(i64::MAX));
    let again = later(context, &row, due_at, reason.clone());
    let death = Death { row, token_hash, since_ms, reason, again };
    let organization_id = death.row.organization_id;
    context.ledger.commit(organization_id, move |transaction| bury(transaction, death).boxed()).await
}

struct Death {
    row: delivery::Model,
    token_hash: Option<Vec<u8>>,
    since_ms: Option<i64>,
    reason: String,
    /// What becomes of the delivery when the token is a newer one.
    again: Standing,
}

async fn bury(transaction: &mut Transaction, death: Death) -> Result<()> {
    let Death { row, token_hash, since_ms, reason, again } = death;
    let mut change = device::Entity::update_many()
        .col_expr(device::Column::PushState, Expr::value(PushState::Dead.as_str()))
        .col_expr(device::Column::PushReason, Expr::value(reason.as_str()))
        .filter(device::Column::OrganizationId.eq(row.organization_id))
        .filter(device::Column::Id.eq(row.device_id))
        .filter(device::Column::PushTokenHash.eq(token_hash));
    if let Some(since_ms) = since_ms {
        change = change.filter(device::Column::PushTokenAt.lte(since_ms));
    }
    let dead = change.exec(transaction.db()).await?.rows_affected > 0;
    if !dead {
        return set(transaction, &row, &again).await;
    }
    metrics::counter!("pronto_push_token_dead_total", "reason" => reason.clone()).increment(1);
    let standing = Standing { state: DeliveryState::Failed, reason, due_at: None, tried: true };
    set(transaction, &row, &standing).await?;
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Cancelled.as_str()))
        .col_expr(delivery::Column::Reason, Expr::value("token_dead"))
        .col_expr(delivery::Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(delivery::Column::OrganizationId.eq(row.organization_id))
        .filter(delivery::Column::DeviceId.eq(row.device_id))
        .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)))
        .exec(transaction.db())
        .await?;
    Ok(())
}
