//! What became of the chats: started, taken, closed, left, abandoned, solved.

use std::collections::BTreeMap;

use pronto_protocol::report::{ReportFiguresView, ReportGroup};
use sea_orm::DatabaseConnection;

use super::scope::{Key, Scope, count};
use crate::error::Result;

/// Counts by group; the other figures are filled in by others.
pub(super) async fn outcomes(
    database: &DatabaseConnection,
    scope: &Scope,
    group: Option<ReportGroup>,
) -> Result<BTreeMap<Key, ReportFiguresView>> {
    let mut sql = scope.with(database, group);
    sql.add(
        " SELECT grp, COUNT(*) AS started, COUNT(accepted_at) AS accepted, \
         COUNT(CASE WHEN state = 'closed' THEN 1 END) AS closed, \
         COUNT(CASE WHEN state = 'closed' AND ended_by = 'visitor_left' THEN 1 END) AS gone, \
         COUNT(CASE WHEN state = 'closed' AND accepted_at IS NULL THEN 1 END) AS abandoned, \
         COUNT(CASE WHEN state = 'closed' AND solved THEN 1 END) AS solved, \
         COUNT(CASE WHEN state = 'closed' AND NOT solved THEN 1 END) AS unsolved \
         FROM scope GROUP BY grp",
    );
    let mut found = BTreeMap::new();
    for row in sql.rows(database).await? {
        let (started, closed) = (count(&row, "started")?, count(&row, "closed")?);
        let (solved, unsolved) = (count(&row, "solved")?, count(&row, "unsolved")?);
        let told = solved + unsolved;
        let figures = ReportFiguresView {
            started,
            accepted: count(&row, "accepted")?,
            closed,
            left: count(&row, "gone")?,
            abandoned: count(&row, "abandoned")?,
            open: started - closed,
            solved,
            unsolved,
            solved_share: (told > 0).then(|| solved as f64 / told as f64),
            ..ReportFiguresView::default()
        };
        found.insert(Key::of(&row, group)?, figures);
    }
    Ok(found)
}
