//! Files that no row names: the server went down, or the sender went away, after the bytes were on disk and before their row was.

use std::collections::HashSet;

use futures_util::StreamExt;
use pronto_entity::{attachment, avatar};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use super::discard::discard;
use crate::{
    context::Context,
    error::{Error, Result},
};

/// Files looked at at once.
const BATCH: usize = 500;
/// What is younger may still be on the way to its row.
const YOUNG_MS: i64 = 86_400_000;

/// Deletes files older than a day that belong to nothing, of every organization.
///
/// # Errors
/// `internal` when the folder cannot be read; a failure of the database.
pub async fn discard_unnamed(context: &Context) -> Result<()> {
    let before_ms = context.clock.now_ms() - YOUNG_MS;
    let mut batches = context.blobs.stored_before(before_ms).chunks(BATCH);
    while let Some(batch) = batches.next().await {
        let keys: Vec<String> = batch.into_iter().collect::<Result<_, _>>().map_err(Error::internal)?;
        let named = named(context, &keys).await?;
        let unnamed: Vec<String> = keys.into_iter().filter(|key| !named.contains(key)).collect();
        if !unnamed.is_empty() {
            tracing::info!(count = unnamed.len(), "files that no row names are deleted");
        }
        discard(context, unnamed).await;
    }
    Ok(())
}

/// Those of these keys that a row names; a file lies in no organization's folder.
async fn named(context: &Context, keys: &[String]) -> Result<HashSet<String>> {
    let among = |column: attachment::Column| column.is_in(keys.iter().map(String::as_str));
    let files: Vec<(String, Option<String>)> = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::BlobKey)
        .column(attachment::Column::ThumbnailKey)
        .filter(Condition::any().add(among(attachment::Column::BlobKey)).add(among(attachment::Column::ThumbnailKey)))
        .into_tuple()
        .all(context.db())
        .await?;
    let pictures: Vec<String> = avatar::Entity::find()
        .select_only()
        .column(avatar::Column::BlobKey)
        .filter(avatar::Column::BlobKey.is_in(keys.iter().map(String::as_str)))
        .into_tuple()
        .all(context.db())
        .await?;
    let files = files.into_iter().flat_map(|(file, thumbnail)| std::iter::once(file).chain(thumbnail));
    Ok(files.chain(pictures).collect())
}
