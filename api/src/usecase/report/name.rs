//! Names for the ids of rows.

use std::collections::HashMap;

use pronto_entity::{agent, queue};
use pronto_protocol::report::ReportGroup;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::Result;

/// Names of the queues or agents; nothing for the other groups.
pub(super) async fn names(
    database: &DatabaseConnection,
    organization_id: Uuid,
    group: ReportGroup,
) -> Result<HashMap<Uuid, String>> {
    Ok(match group {
        ReportGroup::Queue => {
            let rows = queue::Entity::find().filter(queue::Column::OrganizationId.eq(organization_id));
            rows.all(database).await?.into_iter().map(|row| (row.id, row.name)).collect()
        }
        ReportGroup::Agent => {
            let rows = agent::Entity::find().filter(agent::Column::OrganizationId.eq(organization_id));
            rows.all(database).await?.into_iter().map(|row| (row.id, row.name)).collect()
        }
        ReportGroup::Day | ReportGroup::Subject => HashMap::new(),
    })
}
