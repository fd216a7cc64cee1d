//! Lists deliveries, newest first: every push with its fate, and every push decided against with the reason.

use pronto_entity::{column::Word, delivery};
use pronto_protocol::{
    agent::Permission,
    delivery::{DeliveryState, DeliveryView},
    page::Page,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// Which deliveries.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeliveryFilter {
    /// One agent's.
    pub agent_id: Option<Uuid>,
    /// One device's.
    pub device_id: Option<Uuid>,
    /// Those of one chat.
    pub chat_id: Option<Uuid>,
    /// Those that stand so.
    pub state: Option<DeliveryState>,
}

/// The agent's own; with `see_deliveries` everybody's.
///
/// # Errors
/// `forbidden` for another agent's without the permission, `invalid_fields`, `invalid_cursor`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    filter: DeliveryFilter,
    page: &PageParams,
) -> Result<Page<DeliveryView>> {
    let sees_all = policy::need(&agent.card, Permission::SeeDeliveries);
    let agent_id = match (filter.agent_id, sees_all) {
        (Some(other), Err(refused)) if other != agent.id() => return Err(refused),
        (asked, Ok(())) => asked,
        (_, Err(_)) => Some(agent.id()),
    };
    let limit = page.limit()?;
    let mut found = delivery::Entity::find()
        .filter(delivery::Column::OrganizationId.eq(agent.organization_id()))
        .order_by_desc(delivery::Column::CreatedAt)
        .order_by_desc(delivery::Column::Id)
        .limit(limit + 1);
    let columns = [
        (delivery::Column::AgentId, agent_id),
        (delivery::Column::DeviceId, filter.device_id),
        (delivery::Column::ChatId, filter.chat_id),
    ];
    for (column, id) in columns {
        if let Some(id) = id {
            found = found.filter(column.eq(id));
        }
    }
    if let Some(state) = filter.state {
        found = found.filter(delivery::Column::State.eq(Word(state)));
    }
    if let Some((created_at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time =
            Condition::all().add(delivery::Column::CreatedAt.eq(created_at)).add(delivery::Column::Id.lt(id));
        found = found.filter(Condition::any().add(delivery::Column::CreatedAt.lt(created_at)).add(same_time));
    }
    let rows = found.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| (row.created_at, row.id), DeliveryView::from))
}
