//! A webhook's log: what was posted, and what was answered.

use pronto_entity::{column::Word, webhook_delivery};
use pronto_protocol::{
    page::Page,
    webhook::{WebhookDeliveryState, WebhookDeliveryView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::own::own;
use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    topic::INTERNAL_KINDS,
};

/// The deliveries of a webhook, newest first; of one state if it is named. Whispers and notes that it got when it was
/// `internal` are left out for who may not be told them.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn list_deliveries(
    context: &Context,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
    state: Option<WebhookDeliveryState>,
    params: &PageParams,
) -> Result<Page<WebhookDeliveryView>> {
    use webhook_delivery::Column;
    let limit = params.limit()?;
    own(context.db(), who, webhook_id).await?;
    let mut query = webhook_delivery::Entity::find()
        .filter(Column::OrganizationId.eq(who.organization_id))
        .filter(Column::WebhookId.eq(webhook_id));
    if !who.reads_internal {
        query = query.filter(Column::Kind.is_not_in(INTERNAL_KINDS));
    }
    if let Some(state) = state {
        query = query.filter(Column::State.eq(Word(state)));
    }
    if let Some(before) = params.after::<Uuid>()? {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, WebhookDeliveryView::from))
}
