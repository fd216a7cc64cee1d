//! Lists the agent's open offers, the oldest first.

use pronto_entity::{column::Word, offer};
use pronto_protocol::{
    offer::{OfferState, OfferView},
    page::Page,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    routing,
};

/// The agent's open offers.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<OfferView>> {
    let limit = params.limit()?;
    let mut query = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(agent.organization_id()))
        .filter(offer::Column::AgentId.eq(agent.id()))
        .filter(offer::Column::State.eq(Word(OfferState::Open)));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(offer::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(offer::Column::Id).limit(limit + 1).all(context.db()).await?;
    let views = routing::offer_views(context.db(), agent.organization_id(), rows).await?;
    Ok(page_of(views, limit, |view| view.id, |view| view))
}
