//! Lists who browses now, or every visit of one visitor.

use pronto_entity::visit;
use pronto_protocol::{
    agent::Permission,
    page::Page,
    visit::{VISIT_SILENCE_MS, VisitView},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::views_of;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// Visits that go on, or every visit of a visitor who is named; the latest begun first.
///
/// # Errors
/// `forbidden`, `invalid_fields`, `invalid_cursor`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    visitor_id: Option<Uuid>,
    page: &PageParams,
) -> Result<Page<VisitView>> {
    use visit::Column;
    policy::need(&agent.card, Permission::SeeVisits)?;
    let limit = page.limit()?;
    let now_ms = context.clock.now_ms();
    let mut query = visit::Entity::find().filter(Column::OrganizationId.eq(agent.organization_id()));
    query = match visitor_id {
        Some(visitor_id) => query.filter(Column::VisitorId.eq(visitor_id)),
        None => query.filter(Column::LastSeenAt.gt(now_ms - VISIT_SILENCE_MS)),
    };
    if let Some((started_at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(Column::StartedAt.eq(started_at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::StartedAt.lt(started_at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::StartedAt).order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    let rows = page_of(rows, limit, |row| (row.started_at, row.id), |row| row);
    let items = views_of(context.db(), agent.organization_id(), now_ms, rows.items).await?;
    Ok(Page { items, next_cursor: rows.next_cursor })
}
