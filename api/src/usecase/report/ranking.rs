//! What came up most.

use pronto_protocol::report::ReportCountView;
use sea_orm::DatabaseConnection;

use super::scope::{Scope, count};
use crate::error::Result;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ranked {
    /// What the visitor picked at entry.
    Subject,
    /// Why it was closed, in the agent's words.
    CloseReason,
}

/// The twenty that came up most.
pub(super) async fn ranking(
    database: &DatabaseConnection,
    scope: &Scope,
    ranked: Ranked,
) -> Result<Vec<ReportCountView>> {
    let column = match ranked {
        Ranked::Subject => "subject",
        Ranked::CloseReason => "close_reason",
    };
    let mut sql = scope.with(database, None);
    sql.add(" SELECT ").add(column).add(" AS name, COUNT(*) AS many FROM scope WHERE ").add(column);
    sql.add(" IS NOT NULL GROUP BY ").add(column).add(" ORDER BY many DESC, name LIMIT 20");
    let rows = sql.rows(database).await?;
    let views =
        rows.iter().map(|row| Ok(ReportCountView { name: row.try_get("", "name")?, count: count(row, "many")? }));
    views.collect()
}
