//! Builds the index from the rows themselves, for what the log no longer tells: kind by kind, by rising id, each step one change.

use futures_util::FutureExt;
use pronto_entity::{column::Word, search_scope};
use pronto_protocol::search::SearchKind;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    search::{self, Entry, NAME, Prepared, Source},
};

/// The first kind to be read.
const FIRST: SearchKind = SearchKind::Message;

/// Begins: the rows as they are now, the log from here on.
///
/// # Errors
/// A failure of the database.
pub(super) async fn begin(context: &Context, organization_id: Uuid, from: i64, upto: i64) -> Result<()> {
    tracing::info!(%organization_id, "the search index is built from the rows");
    context.ledger.commit(organization_id, move |transaction| start(transaction, from, upto).boxed()).await
}

async fn start(transaction: &mut Transaction, from: i64, upto: i64) -> Result<()> {
    if transaction.advance_follower(NAME, from, upto).await?.is_some() {
        return Ok(()); // another node has begun
    }
    let mut scope = search::scope_of(transaction).await?.into_active_model();
    scope.rebuild_kind = Set(Some(Word(FIRST)));
    scope.rebuild_id = Set(None);
    scope.update(transaction.db()).await?;
    Ok(())
}

/// Reads the next rows; false when there are none left of any kind.
///
/// # Errors
/// A failure of the database.
pub(super) async fn step(context: &Context, organization_id: Uuid, most: u64) -> Result<bool> {
    let scope = search_scope::Entity::find()
        .filter(search_scope::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?;
    let Some(scope) = scope else { return Ok(false) };
    let Some(Word(kind)) = scope.rebuild_kind else { return Ok(false) };
    let after = scope.rebuild_id.unwrap_or_default();
    // Before the rows: what changes after this is brought by the log.
    let Some(standing) = search::standing(context.db(), organization_id).await? else { return Ok(false) };
    let rows = search::rows_after(context.db(), organization_id, kind, after, most).await?;
    let next = match rows.last() {
        Some((id, _)) => (Some(kind), Some(*id)),
        None => (following(kind), None),
    };
    let due = |source: &Source| !search::is_told_whole(kind) || source.seq <= standing.indexed_seq;
    let entries = rows.into_iter().filter(|(_, source)| due(source)).map(|(id, source)| Entry {
        kind,
        id,
        chat_id: source.chat_id,
        seq: source.seq,
        fresh: false,
        text: Some(source.text).filter(|text| !text.is_empty()),
    });
    let prepared: Vec<Prepared> = search::prepare(entries.collect());
    let stood = (scope.rebuild_kind, scope.rebuild_id);
    context
        .ledger
        .commit(organization_id, move |transaction| write(transaction, stood, next, prepared).boxed())
        .await?;
    Ok(next.0.is_some())
}

async fn write(
    transaction: &mut Transaction,
    stood: (Option<Word<SearchKind>>, Option<Uuid>),
    next: (Option<SearchKind>, Option<Uuid>),
    prepared: Vec<Prepared>,
) -> Result<()> {
    let scope = search::scope_of(transaction).await?;
    if (scope.rebuild_kind, scope.rebuild_id) != stood {
        return Ok(()); // another node has read these rows
    }
    // What the log has told meanwhile is newer than these rows.
    search::write(transaction, scope.id, prepared, false).await?;
    let mut scope = scope.into_active_model();
    scope.rebuild_kind = Set(next.0.map(Word));
    scope.rebuild_id = Set(next.1);
    scope.update(transaction.db()).await?;
    Ok(())
}

fn following(kind: SearchKind) -> Option<SearchKind> {
    let at = SearchKind::ALL.iter().position(|one| *one == kind)?;
    SearchKind::ALL.get(at + 1).copied()
}
