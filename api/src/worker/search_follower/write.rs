//! A batch's documents and the new position, in one change.

use std::collections::HashSet;

use futures_util::FutureExt;
use pronto_entity::event;
use pronto_protocol::event::Change;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    search::{self, Entry, NAME, Prepared},
};

/// Where the follower stands after a batch.
pub(super) struct Kept {
    /// Up to here the log is indexed. Not the batch's end when another node has indexed it: then nothing was written.
    pub seq: i64,
    /// The organization's scope, once it has one.
    pub scope_id: Option<i64>,
}

/// Keeps a batch.
///
/// # Errors
/// A failure of the database.
pub(super) async fn keep(
    context: &Context,
    organization_id: Uuid,
    from: i64,
    upto: i64,
    entries: Vec<Entry>,
    scope_id: Option<i64>,
) -> Result<Kept> {
    let prepared = search::prepare(entries);
    context
        .ledger
        .commit(organization_id, move |transaction| write(transaction, from, upto, prepared, scope_id).boxed())
        .await
}

async fn write(
    transaction: &mut Transaction,
    from: i64,
    upto: i64,
    mut prepared: Vec<Prepared>,
    scope_id: Option<i64>,
) -> Result<Kept> {
    if let Some(seq) = transaction.advance_follower(NAME, from, upto).await? {
        return Ok(Kept { seq, scope_id });
    }
    if prepared.is_empty() {
        return Ok(Kept { seq: upto, scope_id });
    }
    let erased = erased_after(transaction, upto).await?;
    prepared.retain(|one| one.chat_id.is_none_or(|chat_id| !erased.contains(&chat_id)));
    let scope_id = match scope_id {
        Some(scope_id) => scope_id,
        None => search::scope_of(transaction).await?.id,
    };
    search::write(transaction, scope_id, prepared, true).await?;
    Ok(Kept { seq: upto, scope_id: Some(scope_id) })
}

/// Chats that were erased after a batch was read: what the batch holds of them would come back into the index for good.
async fn erased_after(transaction: &Transaction, upto: i64) -> Result<HashSet<Uuid>> {
    let rows = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(event::Column::Seq.gt(upto))
        .filter(event::Column::Kind.eq("chat.erased"))
        .all(transaction.db())
        .await?;
    let erased = rows.into_iter().filter_map(|row| match serde_json::from_str(&row.content) {
        Ok(Change::ChatErased { chat_id, .. }) => Some(chat_id),
        _ => None,
    });
    Ok(erased.collect())
}
