//! Shows a queue.

use pronto_protocol::queue::QueueView;
use uuid::Uuid;

use super::{find, view};
use crate::{auth::Agent, context::Context, error::Result};

/// One queue.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, agent: &Agent, queue_id: Uuid) -> Result<QueueView> {
    let row = find(context.db(), agent.organization_id(), queue_id).await?;
    view(context.db(), row).await
}
