//! Opens a file by a signed link.

use bytes::Bytes;
use pronto_entity::attachment;
use pronto_protocol::error::ErrorCode;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::link::LINK_KEY;
use crate::{
    blob::{
        BlobError,
        link::{LinkError, Variant, verify},
    },
    context::Context,
    error::{Error, Result},
    usecase::avatar,
};

/// A file as it is served.
#[derive(Clone, Debug)]
pub struct FetchedFile {
    /// The bytes.
    pub bytes: Bytes,
    /// Their type.
    pub content_type: String,
    /// The name to save it under.
    pub name: String,
    /// Whether a browser may show it in place: pictures drawn by this server only.
    pub shown_inline: bool,
}

/// The file behind a link. The link itself is the permission, so nothing else is asked; the row is found by its id
/// alone, which the link names and signs.
///
/// # Errors
/// `link_expired`; `not_found` when the link is not genuine or the file was deleted.
pub async fn fetch(context: &Context, attachment_id: Uuid, variant: &str, token: &str) -> Result<FetchedFile> {
    let variant = match variant {
        "original" => Variant::Original,
        "thumbnail" => Variant::Thumbnail,
        _ => return Err(Error::not_found()),
    };
    let key = context.vault.derive(LINK_KEY);
    verify(&key, attachment_id, variant, token, context.clock.now_ms()).map_err(|error| match error {
        LinkError::Expired => Error::new(ErrorCode::LinkExpired),
        LinkError::Forged => Error::not_found(),
    })?;
    let Some(row) = attachment::Entity::find_by_id(attachment_id).one(context.db()).await? else {
        // Links to agents' pictures look the same.
        return avatar::fetch(context, attachment_id).await;
    };
    // Only what was drawn here has a size in pixels.
    let shown_inline = row.width.is_some();
    let (blob_key, content_type) = match variant {
        Variant::Original => (row.blob_key, row.content_type),
        Variant::Thumbnail => row.thumbnail_key.zip(row.thumbnail_type).ok_or_else(Error::not_found)?,
    };
    let bytes = context.blobs.get(&blob_key).await.map_err(|error| match error {
        BlobError::NotFound => Error::not_found(),
        error => Error::internal(error),
    })?;
    Ok(FetchedFile { bytes, content_type, name: row.name, shown_inline })
}
