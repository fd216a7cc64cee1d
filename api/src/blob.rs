//! Attachments: what a file is, a safe form of it, where its bytes lie, and short-lived links to it.

pub mod image;
pub mod link;
pub mod name;
pub mod sniff;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;
use thiserror::Error;
use tokio::sync::Semaphore;

use self::sniff::Kind;
pub use self::{
    image::Thumb,
    store::{BlobError, Blobs},
};

/// An upload made safe: what may be stored and served.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What the bytes are; never a type that a browser would run.
    pub content_type: &'static str,
    /// The bytes to store: a picture is a new one drawn from the old, without its metadata.
    pub bytes: Bytes,
    /// Width in pixels, of a picture.
    pub width: Option<u32>,
    /// Height in pixels, of a picture.
    pub height: Option<u32>,
    /// A smaller picture; none when the picture itself is small.
    pub thumbnail: Option<Thumb>,
    /// A name fit for any disk.
    pub name: String,
}

/// Why an upload is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PrepareError {
    /// More bytes than are allowed.
    #[error("the file has more than {most_bytes} bytes")]
    TooLarge {
        /// What is allowed.
        most_bytes: usize,
    },
    /// A picture that is damaged, has too many pixels or takes too long.
    #[error("the picture cannot be read, or is larger than {} pixels on a side", image::MOST_PIXELS_PER_SIDE)]
    ImageRefused,
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
}

/// Makes uploads safe; holds the two places where pictures are decoded.
#[derive(Clone, Debug)]
pub struct Preparer {
    most_bytes: usize,
    decoders: Arc<Semaphore>,
}

impl Preparer {
    /// For files up to the given size.
    #[must_use]
    pub fn new(most_bytes: usize) -> Self {
        Self { most_bytes, decoders: Arc::new(Semaphore::new(image::AT_ONCE)) }
    }

    /// Looks at the bytes, not at what the sender calls them, and makes a safe form of them.
    ///
    /// # Errors
    /// When there is nothing, too much, or a picture that cannot be drawn again within limits.
    pub async fn prepare(&self, bytes: Bytes, declared_name: &str) -> Result<Prepared, PrepareError> {
        if bytes.is_empty() {
            return Err(PrepareError::Empty);
        }
        if bytes.len() > self.most_bytes {
            return Err(PrepareError::TooLarge { most_bytes: self.most_bytes });
        }
        match sniff::kind(&bytes) {
            Kind::Picture(format) => {
                let picture = image::redraw(&self.decoders, bytes, format, self.most_bytes).await?;
                Ok(Prepared {
                    content_type: picture.content_type,
                    bytes: picture.bytes,
                    width: Some(picture.width),
                    height: Some(picture.height),
                    thumbnail: picture.thumbnail,
                    name: name::with_extension(&name::sanitise(declared_name), picture.content_type),
                })
            }
            Kind::Other(content_type) => Ok(Prepared {
                content_type,
                bytes,
                width: None,
                height: None,
                thumbnail: None,
                name: name::sanitise(declared_name),
            }),
        }
    }

    /// A WebP picture that was drawn here, as PNG: for those who do not take WebP.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub async fn as_png(&self, bytes: Bytes) -> Result<Bytes, PrepareError> {
        image::as_png(&self.decoders, bytes).await
    }
}
