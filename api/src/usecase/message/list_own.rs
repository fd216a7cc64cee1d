//! Messages of the visitor's own chat.

use pronto_entity::message;
use pronto_protocol::{message::MessageView, page::Page, visitor::VisitorMessageView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Visitor,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// The newest messages first by page, ascending inside a page; the cursor reads older ones.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn list_own(
    context: &Context,
    visitor: Visitor,
    chat_id: Uuid,
    page: &PageParams,
) -> Result<Page<VisitorMessageView>> {
    policy::own_chat(context.db(), visitor, chat_id).await?;
    let limit = page.limit()?;
    let before: i64 = page.after()?.unwrap_or(i64::MAX);
    let rows = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(visitor.organization_id))
        .filter(message::Column::ChatId.eq(chat_id))
        .filter(message::Column::Number.lt(before))
        .order_by_desc(message::Column::Position)
        .limit(limit + 1)
        .all(context.db())
        .await?;
    let mut page = page_of(rows, limit, |row| row.number, |row| MessageView::from(row).for_visitor());
    page.items.reverse();
    Ok(page)
}
