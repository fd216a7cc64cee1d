//! Lists webhooks, in the order they were registered.

use pronto_entity::webhook;
use pronto_protocol::{page::Page, webhook::WebhookView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's webhooks; those that get whispers and notes only to who may be told these.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    who: Administrator<WebhooksManage>,
    params: &PageParams,
) -> Result<Page<WebhookView>> {
    let limit = params.limit()?;
    let mut query = webhook::Entity::find().filter(webhook::Column::OrganizationId.eq(who.organization_id));
    if !who.reads_internal {
        query = query.filter(webhook::Column::Internal.eq(false));
    }
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(webhook::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(webhook::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, WebhookView::from))
}
