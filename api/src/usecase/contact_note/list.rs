//! The notes about a contact, newest first.

use pronto_entity::contact_note;
use pronto_protocol::{contact::ContactNoteView, page::Page};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::contact,
};

/// The notes about a contact, newest first.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    page: &PageParams,
) -> Result<Page<ContactNoteView>> {
    use contact_note::Column;
    contact::find(context.db(), agent.organization_id(), contact_id).await?;
    let limit = page.limit()?;
    let mut query = contact_note::Entity::find()
        .filter(Column::OrganizationId.eq(agent.organization_id()))
        .filter(Column::ContactId.eq(contact_id))
        .filter(Column::DeletedAt.is_null());
    if let Some((created_at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(Column::CreatedAt.eq(created_at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::CreatedAt.lt(created_at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| (row.created_at, row.id), ContactNoteView::from))
}
