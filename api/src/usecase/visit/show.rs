//! Shows a visit with its page views and what agents sent to it.

use pronto_entity::{approach, page_view};
use pronto_protocol::{
    agent::Permission,
    visit::{PageViewView, VisitStoryView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{own::find, view::views_of};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    policy,
};

/// Approaches told at most.
const APPROACHES_MOST: u64 = 50;

/// A visit and its story.
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn show(context: &Context, agent: &Agent, visit_id: Uuid) -> Result<VisitStoryView> {
    policy::need(&agent.card, Permission::SeeVisits)?;
    let organization_id = agent.organization_id();
    let now_ms = context.clock.now_ms();
    let row = find(context.db(), organization_id, visit_id).await?;
    let visits = views_of(context.db(), organization_id, now_ms, vec![row]).await?;
    let visit = visits.into_iter().next().ok_or_else(Error::not_found)?;
    let page_views = page_view::Entity::find()
        .filter(page_view::Column::OrganizationId.eq(organization_id))
        .filter(page_view::Column::VisitId.eq(visit_id))
        .order_by_desc(page_view::Column::Number)
        .all(context.db())
        .await?;
    let approaches = approach::Entity::find()
        .filter(approach::Column::OrganizationId.eq(organization_id))
        .filter(approach::Column::VisitId.eq(visit_id))
        .order_by_desc(approach::Column::Id)
        .limit(APPROACHES_MOST)
        .all(context.db())
        .await?;
    Ok(VisitStoryView {
        visit,
        page_views: page_views.into_iter().map(PageViewView::from).collect(),
        approaches: approaches.into_iter().map(|row| row.view(now_ms)).collect(),
    })
}
