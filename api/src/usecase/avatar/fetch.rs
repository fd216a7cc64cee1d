//! The picture behind a link that was verified.

use pronto_entity::avatar;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::{
    blob::BlobError,
    context::Context,
    error::{Error, Result},
    usecase::attachment::FetchedFile,
};

/// The picture; it was drawn by this server, so a browser may show it in place.
///
/// # Errors
/// `not_found` when it was removed or replaced.
pub async fn fetch(context: &Context, avatar_id: Uuid) -> Result<FetchedFile> {
    let row = avatar::Entity::find_by_id(avatar_id).one(context.db()).await?.ok_or_else(Error::not_found)?;
    let bytes = context.blobs.get(&row.blob_key).await.map_err(|error| match error {
        BlobError::NotFound => Error::not_found(),
        error => Error::internal(error),
    })?;
    Ok(FetchedFile { bytes, content_type: row.content_type, name: "avatar".to_owned(), shown_inline: true })
}
