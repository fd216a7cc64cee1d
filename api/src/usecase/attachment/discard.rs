//! Bytes that no row names any more.

use crate::context::Context;

/// Deletes files, as well as the disk allows: a file that stays is unreachable and costs room only.
pub(crate) async fn discard(context: &Context, blob_keys: Vec<String>) {
    for key in blob_keys {
        if let Err(error) = context.blobs.delete(&key).await {
            tracing::warn!(%error, "a file could not be deleted");
        }
    }
}
