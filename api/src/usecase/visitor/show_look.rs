//! How the page of a queue looks.

use pronto_protocol::queue::QueueLook;

use super::entry::queue_of;
use crate::{context::Context, error::Result};

/// The look of a queue, by the words in its address.
///
/// # Errors
/// `not_found`.
pub async fn show_look(context: &Context, organization_slug: &str, queue_slug: &str) -> Result<QueueLook> {
    let (_, queue) = queue_of(context, organization_slug, queue_slug).await?;
    Ok(queue.settings.0.look)
}
