//! How long it took: average, median and the ninth tenth, by nearest rank, so that each is a time somebody really had.

use std::collections::BTreeMap;

use pronto_protocol::report::{ReportGroup, ReportSpanView};
use sea_orm::DatabaseConnection;

use super::scope::{Key, Scope, count};
use crate::error::Result;

/// Which span of a chat.
#[derive(Clone, Copy, Debug)]
pub(super) enum Span {
    /// From the start until an agent took it.
    Waiting,
    /// From then until it was closed.
    Handling,
}

/// The spans by group.
pub(super) async fn spans(
    database: &DatabaseConnection,
    scope: &Scope,
    group: Option<ReportGroup>,
    span: Span,
) -> Result<BTreeMap<Key, ReportSpanView>> {
    let mut sql = scope.with(database, group);
    sql.add(match span {
        Span::Waiting => {
            ", took AS (SELECT grp, accepted_at - started_at AS ms FROM scope WHERE accepted_at IS NOT NULL)"
        }
        Span::Handling => {
            ", took AS (SELECT grp, closed_at - accepted_at AS ms FROM scope \
             WHERE state = 'closed' AND accepted_at IS NOT NULL AND closed_at IS NOT NULL)"
        }
    });
    sql.add(
        ", ranked AS (SELECT grp, ms, ROW_NUMBER() OVER (PARTITION BY grp ORDER BY ms) AS place, \
         COUNT(*) OVER (PARTITION BY grp) AS many FROM took) \
         SELECT grp, MAX(many) AS many, CAST(SUM(ms) AS BIGINT) AS total_ms, \
         MAX(CASE WHEN place = (many + 1) / 2 THEN ms END) AS median_ms, \
         MAX(CASE WHEN place = (many * 9 + 9) / 10 THEN ms END) AS p90_ms FROM ranked GROUP BY grp",
    );
    let mut found = BTreeMap::new();
    for row in sql.rows(database).await? {
        let many = count(&row, "many")?;
        let view = ReportSpanView {
            count: many,
            average_ms: count(&row, "total_ms")?.checked_div(many),
            median_ms: row.try_get::<Option<i64>>("", "median_ms")?.map(i64::unsigned_abs),
            p90_ms: row.try_get::<Option<i64>>("", "p90_ms")?.map(i64::unsigned_abs),
        };
        found.insert(Key::of(&row, group)?, view);
    }
    Ok(found)
}
