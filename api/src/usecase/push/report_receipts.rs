//! Takes what a device has gathered: which pushes arrived, were opened, were acted on.

use futures_util::FutureExt;
use pronto_entity::{delivery, device};
use pronto_protocol::push::{ReceiptKind, ReceiptRequest, ReportReceiptsRequest};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Most receipts of one report.
const RECEIPTS_MOST: usize = 100;

/// Takes receipts for this device's own deliveries; others, and deliveries no longer kept, are passed over, so that a device
/// never gets stuck on one. The first time of each kind stands.
///
/// # Errors
/// `invalid_fields` for more than 100.
pub async fn report_receipts(context: &Context, agent: &Agent, request: ReportReceiptsRequest) -> Result<()> {
    if request.receipts.len() > RECEIPTS_MOST {
        return Err(Error::field("receipts", "too_long", format!("At most {RECEIPTS_MOST} receipts.")));
    }
    if request.receipts.is_empty() {
        return Ok(());
    }
    let device_id = agent.device_id;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, device_id, request.receipts).boxed())
        .await
}

async fn write(transaction: &mut Transaction, device_id: Uuid, receipts: Vec<ReceiptRequest>) -> Result<()> {
    let organization_id = transaction.organization_id();
    let rows = delivery::Entity::find()
        .filter(delivery::Column::OrganizationId.eq(organization_id))
        .filter(delivery::Column::DeviceId.eq(device_id))
        .filter(delivery::Column::Id.is_in(receipts.iter().map(|receipt| receipt.delivery_id)))
        .all(transaction.db())
        .await?;
    let mut latest_ms = None;
    for row in rows {
        let own: Vec<_> = receipts.iter().filter(|receipt| receipt.delivery_id == row.id).collect();
        // A device's clock may be wrong: nothing arrives before it was made, or after it was reported.
        let made_ms = row.created_at.min(transaction.now_ms());
        let first = |kind: ReceiptKind| {
            let times = own.iter().filter(|receipt| receipt.kind == kind).map(|receipt| receipt.at.unix_ms());
            times.min().map(|at_ms| at_ms.clamp(made_ms, transaction.now_ms()))
        };
        let (opened, acted) = (first(ReceiptKind::Opened), first(ReceiptKind::Acted));
        // Whatever was opened had arrived.
        let received = row.received_at.or(first(ReceiptKind::Received)).or(opened).or(acted);
        let (opened, acted) = (row.opened_at.or(opened), row.acted_at.or(acted));
        latest_ms = latest_ms.max(received);
        let mut changed = row.into_active_model();
        changed.received_at = Set(received);
        changed.opened_at = Set(opened);
        changed.acted_at = Set(acted);
        changed.update(transaction.db()).await?;
    }
    if let Some(latest_ms) = latest_ms {
        device::Entity::update_many()
            .col_expr(device::Column::PushReceivedAt, Expr::value(latest_ms))
            .filter(device::Column::OrganizationId.eq(organization_id))
            .filter(device::Column::Id.eq(device_id))
            .filter(
                Condition::any()
                    .add(device::Column::PushReceivedAt.is_null())
                    .add(device::Column::PushReceivedAt.lt(latest_ms)),
            )
            .exec(transaction.db())
            .await?;
    }
    Ok(())
}
