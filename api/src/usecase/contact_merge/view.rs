//! Merges with both contacts as they are now.

use pronto_entity::contact_merge;
use pronto_protocol::merge::ContactMergeView;
use sea_orm::ConnectionTrait;

use crate::{error::Result, usecase::contact};

/// One merge.
///
/// # Errors
/// A failure of the database.
pub(super) async fn view_of<C: ConnectionTrait>(database: &C, row: contact_merge::Model) -> Result<ContactMergeView> {
    let into = contact::find(database, row.organization_id, row.into_id).await?;
    let from = contact::find(database, row.organization_id, row.from_id).await?;
    let into = contact::view_of(database, into).await?;
    let from = contact::view_of(database, from).await?;
    Ok(row.view(into, from))
}
