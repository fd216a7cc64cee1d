//! The notes of a chat, newest first.

use pronto_entity::note;
use pronto_protocol::{note::NoteView, page::Page};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// The notes of a chat that the agent may see, newest first.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn list(context: &Context, agent: &Agent, chat_id: Uuid, page: &PageParams) -> Result<Page<NoteView>> {
    use note::Column;
    policy::see_chat(context.db(), agent, chat_id).await?;
    let limit = page.limit()?;
    let mut query = note::Entity::find()
        .filter(Column::OrganizationId.eq(agent.organization_id()))
        .filter(Column::ChatId.eq(chat_id))
        .filter(Column::DeletedAt.is_null());
    if let Some((created_at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(Column::CreatedAt.eq(created_at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::CreatedAt.lt(created_at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| (row.created_at, row.id), NoteView::from))
}
