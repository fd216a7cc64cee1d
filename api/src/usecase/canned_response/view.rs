//! Canned responses as they are read.

use std::collections::HashMap;

use pronto_entity::{agent, canned_response};
use pronto_protocol::{
    Timestamp,
    canned_response::{CannedOwner, CannedResponseView},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    usecase::template::{ChatValues, fill, variables_of},
};

/// Several rows as views, with one read for the owners' names; rendered when a chat's values are given.
///
/// # Errors
/// A failure of the database.
pub(super) async fn views_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    rows: Vec<canned_response::Model>,
    values: Option<&ChatValues>,
) -> Result<Vec<CannedResponseView>> {
    let owners: Vec<Uuid> = rows.iter().filter_map(|row| row.owner_id).collect();
    let mut names: HashMap<Uuid, String> = HashMap::new();
    if !owners.is_empty() {
        let agents = agent::Entity::find()
            .filter(agent::Column::OrganizationId.eq(organization_id))
            .filter(agent::Column::Id.is_in(owners))
            .all(database)
            .await?;
        names.extend(agents.into_iter().map(|agent| (agent.id, agent.name)));
    }
    Ok(rows
        .into_iter()
        .map(|row| CannedResponseView {
            id: row.id,
            owner: if row.owner_id.is_some() { CannedOwner::Agent } else { CannedOwner::Organization },
            owner_id: row.owner_id,
            owner_name: row.owner_id.and_then(|id| names.get(&id).cloned()),
            shared: row.shared,
            shortcut: row.shortcut,
            variables: variables_of(&row.text),
            rendered: values.map(|values| fill(&row.text, |name| values.get(name))),
            text: row.text,
            updated_at: Timestamp::from_unix_ms(row.updated_at),
        })
        .collect())
}

/// One row as a view.
///
/// # Errors
/// A failure of the database.
pub(super) async fn view_of<C: ConnectionTrait>(
    database: &C,
    row: canned_response::Model,
    values: Option<&ChatValues>,
) -> Result<CannedResponseView> {
    let views = views_of(database, row.organization_id, vec![row], values).await?;
    views.into_iter().next().ok_or_else(Error::not_found)
}
