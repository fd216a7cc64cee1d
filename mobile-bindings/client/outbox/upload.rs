//! Uploads a file that goes with a message, telling how far it is. The API takes a file in one call, so one that was cut off
//! begins again from its first byte; what arrived of it before is attached to nothing and seen by nobody.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

use super::{Content, Item, Shared};
use crate::client::{ClientError, http::Progress, live::SessionEvent};

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(250);

/// Gives the attachment's id.
pub(super) async fn upload(shared: &Arc<Shared>, item: &Item) -> Result<Uuid, ClientError> {
    let (Some(file), Content::Message { chat_id, .. }) = (&item.file, &item.content) else {
        return Err(ClientError::internal("no file of a message"));
    };
    let (store, client_id) = (Arc::clone(shared.live.store()), item.client_id);
    let bytes = tokio::task::spawn_blocking(move || store.file(client_id)).await.map_err(ClientError::internal)??;
    let bytes = bytes.ok_or_else(|| ClientError::bad_payload("the file is no longer there"))?;
    let (progress, total) = (progress(shared, client_id), u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    let told = Some(Arc::clone(&progress));
    let attachment = shared.http.upload(*chat_id, &file.name, &file.content_type, bytes, told).await?;
    // Nobody asks for more once the last piece is on its way.
    progress(total, total);
    Ok(attachment.id)
}

/// Removes the bytes: the server has them.
pub(super) async fn forget(shared: &Shared, client_id: Uuid) {
    let store = Arc::clone(shared.live.store());
    let removed = tokio::task::spawn_blocking(move || store.remove_file(client_id)).await;
    if !matches!(removed, Ok(Ok(()))) {
        tracing::warn!("an uploaded file could not be removed");
    }
}

/// Tells at once, then a few times a second, and at the end.
fn progress(shared: &Shared, client_id: Uuid) -> Progress {
    let (live, told): (_, Mutex<Option<Instant>>) = (Arc::clone(&shared.live), Mutex::default());
    Arc::new(move |sent_bytes, total_bytes| {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if sent_bytes == total_bytes || told.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
            *told = Some(Instant::now());
            live.tell(SessionEvent::Upload { client_id, sent_bytes, total_bytes });
        }
    })
}
