//! Lists the merges into a contact, the newest first.

use pronto_entity::contact_merge;
use pronto_protocol::{merge::ContactMergeView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::view_of;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::contact,
};

/// The merges into a contact, undone ones too.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    page: &PageParams,
) -> Result<Page<ContactMergeView>> {
    use contact_merge::Column;
    let limit = page.limit()?;
    contact::find(context.db(), agent.organization_id(), contact_id).await?;
    let mut query = contact_merge::Entity::find()
        .filter(Column::OrganizationId.eq(agent.organization_id()))
        .filter(Column::IntoId.eq(contact_id));
    if let Some(id) = page.after::<Uuid>()? {
        query = query.filter(Column::Id.lt(id));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    let rows = page_of(rows, limit, |row| row.id, |row| row);
    let mut items = Vec::with_capacity(rows.items.len());
    for row in rows.items {
        items.push(view_of(context.db(), row).await?);
    }
    Ok(Page { items, next_cursor: rows.next_cursor })
}
