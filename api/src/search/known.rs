//! Which of some documents the index knows.

use pronto_entity::search_document;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::number_of;

/// So many ids are asked for at once.
const IDS_MOST: usize = 500;

/// The rows of those of these documents that the organization's part of the index knows.
pub(super) async fn known<C: ConnectionTrait>(
    database: &C,
    scope_id: i64,
    ids: &[Uuid],
) -> Result<Vec<search_document::Model>, DbErr> {
    let scope = number_of(scope_id, 0)..number_of(scope_id + 1, 0);
    let mut known = Vec::new();
    for ids in ids.chunks(IDS_MOST) {
        // By the ids alone: with the scope's numbers beside them PostgreSQL's plan, which is kept, reads the whole scope each time.
        let rows = search_document::Entity::find()
            .filter(search_document::Column::Id.is_in(ids.iter().copied()))
            .all(database)
            .await?;
        known.extend(rows.into_iter().filter(|row| scope.contains(&row.number)));
    }
    Ok(known)
}
