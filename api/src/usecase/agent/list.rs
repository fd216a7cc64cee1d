//! Lists the organization's agents by name.

use pronto_entity::agent;
use pronto_protocol::{
    agent::{AgentView, Reachability, Role},
    page::Page,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{reachability::reachabilities, view::view};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// All agents, deactivated ones included; e-mail addresses as [`super::show`] gives them.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, asker: &Agent, params: &PageParams) -> Result<Page<AgentView>> {
    let limit = params.limit()?;
    let organization_id = asker.organization_id();
    let mut query = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .order_by_asc(agent::Column::Name)
        .order_by_asc(agent::Column::Id)
        .limit(limit + 1);
    if let Some((name, id)) = params.after::<(String, Uuid)>()? {
        let same_name = Condition::all().add(agent::Column::Name.eq(&name)).add(agent::Column::Id.gt(id));
        query = query.filter(Condition::any().add(agent::Column::Name.gt(&name)).add(same_name));
    }
    let rows = query.all(context.db()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let ways = reachabilities(context.db(), &context.hub, organization_id, &ids, context.clock.now_ms()).await?;
    let admin = asker.card.role == Role::Admin;
    Ok(page_of(
        rows,
        limit,
        |row| (row.name.clone(), row.id),
        |row| {
            let way = ways.get(&row.id).copied().unwrap_or(Reachability::None);
            let with_email = admin || row.id == asker.id();
            view(row, way, with_email)
        },
    ))
}
