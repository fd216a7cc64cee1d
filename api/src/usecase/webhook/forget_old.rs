//! Forgets deliveries that were settled long ago.

use futures_util::FutureExt;
use pronto_entity::{column::Word, organization_log, webhook_delivery};
use pronto_protocol::webhook::WebhookDeliveryState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{context::Context, error::Result, ledger::Transaction};

/// How long the log is kept, in milliseconds.
const KEPT_MS: i64 = 30 * 86_400_000;

/// Forgets what was taken or given up more than thirty days ago, in every organization.
///
/// # Errors
/// A failure of the database.
pub async fn forget_old(context: &Context) -> Result<()> {
    let before_ms = context.clock.now_ms() - KEPT_MS;
    for log in organization_log::Entity::find().all(context.db()).await? {
        let organization_id = log.organization_id;
        context.ledger.commit(organization_id, move |transaction| forget(transaction, before_ms).boxed()).await?;
    }
    Ok(())
}

async fn forget(transaction: &mut Transaction, before_ms: i64) -> Result<()> {
    webhook_delivery::Entity::delete_many()
        .filter(webhook_delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(webhook_delivery::Column::CreatedAt.lt(before_ms))
        .filter(webhook_delivery::Column::State.ne(Word(WebhookDeliveryState::Queued)))
        .exec(transaction.db())
        .await?;
    Ok(())
}
