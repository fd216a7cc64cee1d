//! Posts a test event.

use futures_util::FutureExt;
use pronto_entity::{column::Word, webhook_delivery};
use pronto_protocol::{
    error::ErrorCode,
    webhook::{WebhookDeliveryState, WebhookDeliveryView},
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{TRIED_MS, own::own};
use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Queues a `webhook.test`; the log tells what became of it.
///
/// # Errors
/// `not_found`, `conflict` when the webhook is switched off.
pub async fn test_webhook(
    context: &Context,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
) -> Result<WebhookDeliveryView> {
    context.ledger.commit(who.organization_id, move |transaction| queue(transaction, who, webhook_id).boxed()).await
}

async fn queue(
    transaction: &mut Transaction,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
) -> Result<WebhookDeliveryView> {
    let webhook = own(transaction.db(), who, webhook_id).await?;
    if webhook.disabled.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("Switch the webhook on first."));
    }
    let kind = "webhook.test";
    let body = json!({"type": kind, "timestamp": transaction.now(), "data": {"webhook_id": webhook_id}});
    let row = webhook_delivery::Model {
        id: transaction.id(),
        organization_id: webhook.organization_id,
        webhook_id,
        event_seq: None,
        kind: kind.to_owned(),
        chat_id: None,
        body: body.to_string(),
        state: Word(WebhookDeliveryState::Queued),
        attempts: 0,
        due_at: Some(transaction.now_ms()),
        tried_at: None,
        status: None,
        answer: None,
        created_at: transaction.now_ms(),
        expires_at: transaction.now_ms() + TRIED_MS,
    };
    Ok(row.into_active_model().reset_all().insert(transaction.db()).await?.into())
}
