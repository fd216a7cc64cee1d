//! The provider took a push.

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery, device};
use pronto_protocol::{delivery::DeliveryState, push::PushKind};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, sea_query::Expr};

use crate::{context::Context, error::Result, ledger::Transaction, push::decide::NOW};

/// For how long it is worth clearing what was shown in vain.
const CLEAR_LIFE_MS: i64 = 24 * 3_600_000;
/// The word for a push that a provider took at a later try: the words of the earlier ones are gone then.
const RETRIED: &str = "retried";
/// Reasons of a cancellation that leave nothing to be cleared: a newer push replaces this one, or nothing can be sent there.
const NOT_CLEARED: [&str; 3] = ["superseded", "token_dead", "session_ended"];

/// Writes the acceptance. When the delivery was cancelled while it was on its way it has been shown in vain: then a clear
/// follows it.
pub(super) async fn write(context: &Context, row: delivery::Model, provider_id: Option<String>) -> Result<()> {
    let organization_id = row.organization_id;
    let follows = context
        .ledger
        .commit(organization_id, move |transaction| accept(transaction, row, provider_id).boxed())
        .await?;
    if follows {
        context.deliveries.wake();
    }
    Ok(())
}

async fn accept(transaction: &mut Transaction, row: delivery::Model, provider_id: Option<String>) -> Result<bool> {
    let now_ms = transaction.now_ms();
    let present = delivery::Entity::find_by_id(row.id)
        .filter(delivery::Column::OrganizationId.eq(row.organization_id))
        .one(transaction.db())
        .await?;
    let Some(present) = present else { return Ok(false) };
    let in_vain = present.state.0 == DeliveryState::Cancelled;
    let reason = if in_vain || present.attempts == 0 { present.reason.clone() } else { RETRIED.to_owned() };
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Accepted.as_str()))
        .col_expr(delivery::Column::Reason, Expr::value(reason))
        .col_expr(delivery::Column::Attempts, Expr::col(delivery::Column::Attempts).add(1))
        .col_expr(delivery::Column::AcceptedAt, Expr::value(now_ms))
        .col_expr(delivery::Column::ProviderId, Expr::value(provider_id))
        .col_expr(delivery::Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(delivery::Column::OrganizationId.eq(row.organization_id))
        .filter(delivery::Column::Id.eq(row.id))
        .exec(transaction.db())
        .await?;
    device::Entity::update_many()
        .col_expr(device::Column::PushAcceptedAt, Expr::value(now_ms))
        .filter(device::Column::OrganizationId.eq(row.organization_id))
        .filter(device::Column::Id.eq(row.device_id))
        .exec(transaction.db())
        .await?;
    let shown = matches!(
        row.kind.0,
        PushKind::Offer
            | PushKind::Assigned
            | PushKind::Message
            | PushKind::Direct
            | PushKind::Mention
            | PushKind::Transfer
    );
    if !in_vain || !shown || NOT_CLEARED.contains(&present.reason.as_str()) {
        return Ok(false);
    }
    let clear = delivery::Model {
        id: transaction.id(),
        kind: Word(PushKind::Clear),
        position: None,
        state: Word(DeliveryState::Queued),
        reason: NOW.to_owned(),
        attempts: 0,
        created_at: now_ms,
        due_at: Some(now_ms),
        expires_at: now_ms + CLEAR_LIFE_MS,
        ..row
    };
    clear.into_active_model().reset_all().insert(transaction.db()).await?;
    Ok(true)
}
