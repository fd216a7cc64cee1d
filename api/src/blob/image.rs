//! Draws a picture again: whatever else its file held (place, camera, scripts behind the pixels) is gone.

mod draw;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use image::ImageFormat;
use tokio::{sync::Semaphore, task, time};

use super::PrepareError;

/// Largest width and height.
pub const MOST_PIXELS_PER_SIDE: u32 = 8_192;
/// Largest side of a thumbnail.
pub const THUMBNAIL_PIXELS: u32 = 480;
/// Pictures decoded at the same time; each may hold [`MOST_DECODED_BYTES`] and more.
pub(super) const AT_ONCE: usize = 2;
/// A small file can decode to gigabytes, so the decoded size is bounded as well.
const MOST_DECODED_BYTES: u64 = 128 * 1024 * 1024;
/// Beyond this the picture is refused. The thread ends by itself: the limits above bound its work.
const DEADLINE: Duration = Duration::from_secs(15);

/// A picture drawn again.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) content_type: &'static str,
    pub(super) bytes: Bytes,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) thumbnail: Option<Thumb>,
}

/// A small picture of a picture.
#[derive(Clone, Debug)]
pub struct Thumb {
    /// `image/jpeg`, or `image/png` when parts are see-through.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Bytes,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Decodes within limits, turns it upright, encodes it anew: PNG and the first frame of a GIF as PNG, JPEG as JPEG, WebP
/// as lossless WebP, and whatever would be larger than allowed as JPEG.
pub(super) async fn redraw(
    decoders: &Arc<Semaphore>,
    bytes: Bytes,
    format: ImageFormat,
    most_bytes: usize,
) -> Result<Picture, PrepareError> {
    let permit = Arc::clone(decoders).acquire_owned().await.map_err(|_| PrepareError::ImageRefused)?;
    let drawing = task::spawn_blocking(move || {
        // Held by the thread: when the caller leaves or the deadline passes, the memory is still taken.
        let _permit = permit;
        draw::redraw(&bytes, format, most_bytes)
    });
    match time::timeout(DEADLINE, drawing).await {
        Ok(Ok(picture)) => picture,
        // A decoder that panics has met a picture nobody needs to see.
        Ok(Err(_)) | Err(_) => Err(PrepareError::ImageRefused),
    }
}

/// A picture as PNG, under the same limits.
pub(super) async fn as_png(decoders: &Arc<Semaphore>, bytes: Bytes) -> Result<Bytes, PrepareError> {
    let permit = Arc::clone(decoders).acquire_owned().await.map_err(|_| PrepareError::ImageRefused)?;
    let drawing = task::spawn_blocking(move || {
        let _permit = permit;
        draw::as_png(&bytes)
    });
    match time::timeout(DEADLINE, drawing).await {
        Ok(Ok(picture)) => picture,
        Ok(Err(_)) | Err(_) => Err(PrepareError::ImageRefused),
    }
}
