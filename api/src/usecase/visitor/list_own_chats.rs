//! A visitor's own chats, newest first.

use pronto_entity::chat;
use pronto_protocol::{page::Page, visitor::OwnChatView};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::own_view::own_view;
use crate::{
    auth::Visitor,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::chat::views_of,
};

/// A visitor's own chats, newest first.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list_own_chats(context: &Context, visitor: Visitor, page: &PageParams) -> Result<Page<OwnChatView>> {
    use chat::Column;
    let limit = page.limit()?;
    let mut query = chat::Entity::find()
        .filter(Column::OrganizationId.eq(visitor.organization_id))
        .filter(Column::VisitorId.eq(visitor.id));
    if let Some((started_at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(Column::StartedAt.eq(started_at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::StartedAt.lt(started_at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::StartedAt).order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    let rows = page_of(rows, limit, |row| (row.started_at, row.id), |row| row);
    let chats = views_of(context.db(), visitor.organization_id, rows.items).await?;
    let mut items = Vec::with_capacity(chats.len());
    for chat in chats {
        items.push(own_view(context, visitor.organization_id, chat.for_visitor()).await?);
    }
    Ok(Page { items, next_cursor: rows.next_cursor })
}
