//! Tells the story of a chat's routing.

use pronto_entity::routing_step;
use pronto_protocol::{offer::RoutingStepView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// The steps of a chat that the agent may see, in order.
///
/// # Errors
/// `not_found`, `invalid_fields`, `invalid_cursor`.
pub async fn list_steps(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    params: &PageParams,
) -> Result<Page<RoutingStepView>> {
    policy::see_chat(context.db(), agent, chat_id).await?;
    let limit = params.limit()?;
    let mut query = routing_step::Entity::find()
        .filter(routing_step::Column::OrganizationId.eq(agent.organization_id()))
        .filter(routing_step::Column::ChatId.eq(chat_id));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(routing_step::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(routing_step::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, RoutingStepView::from))
}
