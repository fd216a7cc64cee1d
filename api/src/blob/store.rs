//! Where the bytes lie: the data folder's `files`, under names that tell nothing.

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use futures_util::{StreamExt, future, stream::BoxStream};
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Location};
use thiserror::Error;

use super::{PrepareError, Prepared, Preparer};
use crate::{chance, config::Config};

/// Why bytes could not be stored or found.
#[derive(Debug, Error)]
pub enum BlobError {
    /// There is nothing under this key.
    #[error("there is no such file")]
    NotFound,
    /// The folder cannot be made.
    #[error("the folder {}: {cause}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The store refused: the disk is full or broken.
    #[error("the file store: {0}")]
    Store(#[source] object_store::Error),
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            error => Self::Store(error),
        }
    }
}

/// The attachments' bytes.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    preparer: Preparer,
}

impl Blobs {
    /// Opens the folder `files` of the data folder, made when it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(config: &Config) -> Result<Self, BlobError> {
        let path = config.folder.join("files");
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
        made.map_err(|cause| BlobError::Folder { path: path.clone(), cause })?;
        Ok(Self { store: Arc::new(on_disk(&path)?), preparer: Preparer::new(config.attachment_limit_bytes) })
    }

    /// Makes an upload safe; see [`Preparer::prepare`].
    ///
    /// # Errors
    /// As there.
    pub async fn prepare(&self, bytes: Bytes, declared_name: &str) -> Result<Prepared, PrepareError> {
        self.preparer.prepare(bytes, declared_name).await
    }

    /// A stored picture as PNG; see [`Preparer::as_png`].
    ///
    /// # Errors
    /// As there.
    pub async fn as_png(&self, bytes: Bytes) -> Result<Bytes, PrepareError> {
        self.preparer.as_png(bytes).await
    }

    /// Stores bytes and gives the key they are found by. They are on disk when this returns.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn put(&self, bytes: Bytes) -> Result<String, BlobError> {
        // 136 bits of chance: a key cannot be guessed, and the first two characters spread the files over folders.
        let [folder, ..] = chance::bytes::<1>();
        let key = format!("{folder:02x}/{:032x}", u128::from_ne_bytes(chance::bytes()));
        self.store.put(&location(&key)?, bytes.into()).await?;
        Ok(key)
    }

    /// The bytes under a key.
    ///
    /// # Errors
    /// [`BlobError::NotFound`] when there are none, else when the disk refuses.
    pub async fn get(&self, key: &str) -> Result<Bytes, BlobError> {
        Ok(self.store.get(&location(key)?).await?.bytes().await?)
    }

    /// Deletes the bytes under a key; again is no error.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        match self.store.delete(&location(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Keys of the bytes that were stored before a time (Unix milliseconds), in no order.
    pub fn stored_before(&self, before_ms: i64) -> BoxStream<'static, Result<String, BlobError>> {
        let keys = self.store.list(None).filter_map(move |found| {
            let key = match found {
                Ok(file) => {
                    let (key, stored_ms) = (file.location.to_string(), file.last_modified.timestamp_millis());
                    // What is called otherwise was not put here.
                    (stored_ms < before_ms && location(&key).is_ok()).then_some(Ok(key))
                }
                Err(error) => Some(Err(BlobError::from(error))),
            };
            future::ready(key)
        });
        keys.boxed()
    }
}

fn on_disk(path: &Path) -> Result<LocalFileSystem, BlobError> {
    // A message that names a file is acknowledged only when the file would survive a power loss as well.
    Ok(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
}

/// Only keys as [`Blobs::put`] makes them name a place.
fn location(key: &str) -> Result<Location, BlobError> {
    let is_hex = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    match key.split_once('/') {
        Some((folder, name)) if is_hex(folder, 2) && is_hex(name, 32) => Ok(Location::from(key)),
        _ => Err(BlobError::NotFound),
    }
}
