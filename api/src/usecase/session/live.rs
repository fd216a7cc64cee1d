//! Which sessions are live, as a condition of a query.

use pronto_entity::session;
use sea_orm::{ColumnTrait, Condition};

/// Sessions that have neither ended nor grown too old.
#[must_use]
pub fn live(now_ms: i64) -> Condition {
    Condition::all().add(session::Column::EndedAt.is_null()).add(session::Column::ExpiresAt.gt(now_ms))
}
