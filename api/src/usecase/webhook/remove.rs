//! Removes a webhook with its log.

use futures_util::FutureExt;
use pronto_entity::webhook_delivery;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::own::own;
use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::Result,
    ledger::Transaction,
};

/// Removes it; what waits for it is not posted any more.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, who: Administrator<WebhooksManage>, webhook_id: Uuid) -> Result<()> {
    context.ledger.commit(who.organization_id, move |transaction| delete(transaction, who, webhook_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, who: Administrator<WebhooksManage>, webhook_id: Uuid) -> Result<()> {
    let row = own(transaction.db(), who, webhook_id).await?;
    webhook_delivery::Entity::delete_many()
        .filter(webhook_delivery::Column::OrganizationId.eq(row.organization_id))
        .filter(webhook_delivery::Column::WebhookId.eq(webhook_id))
        .exec(transaction.db())
        .await?;
    row.delete(transaction.db()).await?;
    Ok(())
}
