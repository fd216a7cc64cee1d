//! Exports the trail, so that it can be kept and verified elsewhere.

use futures_util::{FutureExt, Stream, stream::try_unfold};
use pronto_entity::{audit_entry, audit_head};
use pronto_protocol::audit::AuditLineView;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    audit::covered,
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// Entries read at once.
const PAGE: u64 = 500;

/// The trail after a number, oldest first, read page by page as it is taken; the caller is an admin. That it was exported is an
/// entry of its own, and the last one of the export.
///
/// # Errors
/// `invalid_fields`; a failure of the database, at the beginning or, as an item, later.
pub async fn export(
    context: &Context,
    admin: &Agent,
    after: u64,
) -> Result<impl Stream<Item = Result<Vec<AuditLineView>>> + use<>> {
    let after =
        i64::try_from(after).map_err(|_| Error::field("after", "out_of_range", "No entry has such a number."))?;
    let organization_id = admin.organization_id();
    context.ledger.commit(organization_id, |_| async { Ok(()) }.boxed()).await?;
    let head = audit_head::Entity::find_by_id(organization_id).one(context.db()).await?;
    let last = head.map_or(0, |head| head.number);
    let context = context.clone();
    Ok(try_unfold(after, move |after| page(context.clone(), organization_id, after, last)))
}

async fn page(
    context: Context,
    organization_id: Uuid,
    after: i64,
    last: i64,
) -> Result<Option<(Vec<AuditLineView>, i64)>> {
    use audit_entry::Column;
    if after >= last {
        return Ok(None);
    }
    let rows = audit_entry::Entity::find()
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Column::Number.gt(after))
        .filter(Column::Number.lte(last))
        .order_by_asc(Column::Number)
        .limit(PAGE)
        .all(context.db())
        .await?;
    // What was cut off at the end is for whoever verifies the lines to find.
    let Some(reached) = rows.last().map(|row| row.number) else { return Ok(None) };
    let lines = rows.into_iter().map(|row| AuditLineView { covered: covered(&row), entry: row.into() });
    Ok(Some((lines.collect(), reached)))
}
