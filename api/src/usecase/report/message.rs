//! How much was written.

use std::collections::BTreeMap;

use pronto_protocol::report::ReportGroup;
use sea_orm::DatabaseConnection;

use super::scope::{Key, Scope, count};
use crate::error::Result;

/// Messages of visitors and of agents, by group. Where a row or the whole report is one agent's, only that agent's count.
pub(super) async fn messages(
    database: &DatabaseConnection,
    scope: &Scope,
    group: Option<ReportGroup>,
) -> Result<BTreeMap<Key, (u64, u64)>> {
    let mut sql = scope.with(database, group);
    sql.add(
        " SELECT scope.grp AS grp, COUNT(CASE WHEN message.sender_kind = 'visitor' THEN 1 END) AS visitors, \
         COUNT(CASE WHEN message.sender_kind = 'agent'",
    );
    if group == Some(ReportGroup::Agent) {
        sql.add(" AND message.sender_id = scope.grp");
    } else if let Some(agent_id) = scope.agent_id {
        sql.add(" AND message.sender_id = ").bind(agent_id);
    }
    sql.add(" THEN 1 END) AS agents FROM scope JOIN message ON message.chat_id = scope.id");
    sql.add(" AND message.organization_id = ").bind(scope.organization_id).add(" GROUP BY scope.grp");
    let mut found = BTreeMap::new();
    for row in sql.rows(database).await? {
        found.insert(Key::of(&row, group)?, (count(&row, "visitors")?, count(&row, "agents")?));
    }
    Ok(found)
}
