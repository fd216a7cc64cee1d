//! Lists status labels, by place.

use pronto_entity::status_label;
use pronto_protocol::{page::Page, status_label::StatusLabelView};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's labels of all states, inactive ones included.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<StatusLabelView>> {
    use status_label::Column;
    let limit = params.limit()?;
    let mut query = status_label::Entity::find().filter(Column::OrganizationId.eq(agent.organization_id()));
    if let Some((position, id)) = params.after::<(i32, Uuid)>()? {
        let same_place = Condition::all().add(Column::Position.eq(position)).add(Column::Id.gt(id));
        query = query.filter(Condition::any().add(Column::Position.gt(position)).add(same_place));
    }
    let rows = query.order_by_asc(Column::Position).order_by_asc(Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| (row.position, row.id), StatusLabelView::from))
}
