//! A push app rests: what waits for it is put off together, and brought forward together when it is taken again.

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery, device};
use pronto_protocol::delivery::DeliveryState;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use uuid::Uuid;

use super::{PAUSED, Standing, set};
use crate::{context::Context, error::Result, ledger::Transaction, worker::delivery::parcel::paused};

/// Puts off the delivery that was refused, and all that would be due before the next try.
pub(super) async fn pause(
    context: &Context,
    row: delivery::Model,
    push_app_id: Uuid,
    until_ms: i64,
    reason: &str,
) -> Result<()> {
    let standing =
        Standing { state: DeliveryState::Queued, reason: paused(reason), due_at: Some(until_ms), tried: true };
    let organization_id = row.organization_id;
    context
        .ledger
        .commit(organization_id, move |transaction| put_off(transaction, row, push_app_id, standing).boxed())
        .await
}

async fn put_off(
    transaction: &mut Transaction,
    row: delivery::Model,
    push_app_id: Uuid,
    standing: Standing,
) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::DueAt, Expr::value(standing.due_at))
        .col_expr(delivery::Column::Reason, Expr::value(standing.reason.as_str()))
        .filter(waiting(row.organization_id, push_app_id))
        .filter(delivery::Column::DueAt.lt(standing.due_at))
        .filter(delivery::Column::Id.ne(row.id))
        .exec(transaction.db())
        .await?;
    set(transaction, &row, &standing).await
}

/// Brings forward what waits for the app; not the delivery that was taken, which is settled next and would be sent twice.
pub(super) async fn resume(context: &Context, row: &delivery::Model, push_app_id: Uuid) -> Result<()> {
    let (organization_id, taken_id) = (row.organization_id, row.id);
    context
        .ledger
        .commit(organization_id, move |transaction| bring_forward(transaction, push_app_id, taken_id).boxed())
        .await?;
    context.deliveries.wake();
    Ok(())
}

async fn bring_forward(transaction: &mut Transaction, push_app_id: Uuid, taken_id: Uuid) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::DueAt, Expr::value(transaction.now_ms()))
        .filter(waiting(transaction.organization_id(), push_app_id))
        .filter(delivery::Column::Reason.starts_with(PAUSED))
        .filter(delivery::Column::Id.ne(taken_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}

fn waiting(organization_id: Uuid, push_app_id: Uuid) -> Condition {
    let devices = device::Entity::find()
        .select_only()
        .column(device::Column::Id)
        .filter(device::Column::OrganizationId.eq(organization_id))
        .filter(device::Column::PushAppId.eq(push_app_id));
    Condition::all()
        .add(delivery::Column::OrganizationId.eq(organization_id))
        .add(delivery::Column::State.eq(Word(DeliveryState::Queued)))
        .add(delivery::Column::DeviceId.in_subquery(devices.into_query()))
}
