//! Posts a delivery again, under its own id, so that a receiver that has it already knows it.

use futures_util::FutureExt;
use pronto_entity::{column::Word, webhook_delivery};
use pronto_protocol::{
    error::ErrorCode,
    webhook::{WebhookDeliveryState, WebhookDeliveryView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{TRIED_MS, own::own};
use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    topic::INTERNAL_KINDS,
};

/// Queues it anew, whatever became of it before.
///
/// # Errors
/// `not_found`, `conflict` when its content was erased or the webhook is switched off.
pub async fn replay_delivery(
    context: &Context,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
    delivery_id: Uuid,
) -> Result<WebhookDeliveryView> {
    context
        .ledger
        .commit(who.organization_id, move |transaction| queue(transaction, who, webhook_id, delivery_id).boxed())
        .await
}

async fn queue(
    transaction: &mut Transaction,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
    delivery_id: Uuid,
) -> Result<WebhookDeliveryView> {
    let webhook = own(transaction.db(), who, webhook_id).await?;
    let row = webhook_delivery::Entity::find_by_id(delivery_id)
        .filter(webhook_delivery::Column::OrganizationId.eq(webhook.organization_id))
        .filter(webhook_delivery::Column::WebhookId.eq(webhook_id))
        .one(transaction.db())
        .await?
        .filter(|row| who.reads_internal || !INTERNAL_KINDS.contains(&row.kind.as_str()))
        .ok_or_else(Error::not_found)?;
    if row.body.is_empty() {
        return Err(Error::new(ErrorCode::Conflict).detail("What it held was erased."));
    }
    if webhook.disabled.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("Switch the webhook on first."));
    }
    let mut queued = row.into_active_model();
    queued.state = Set(Word(WebhookDeliveryState::Queued));
    queued.attempts = Set(0);
    queued.due_at = Set(Some(transaction.now_ms()));
    queued.expires_at = Set(transaction.now_ms() + TRIED_MS);
    Ok(queued.update(transaction.db()).await?.into())
}
