//! Tells what goes on in a queue now, and who is next.

use pronto_protocol::queue::QueueCountsView;
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    routing,
};

/// How many chats wait and are active, how many members are ready, and who gets the next chat.
///
/// # Errors
/// `not_found`.
pub async fn counts(context: &Context, agent: &Agent, queue_id: Uuid) -> Result<QueueCountsView> {
    let now_ms = context.clock.now_ms();
    routing::count_queue(context.db(), &context.hub, agent.organization_id(), now_ms, queue_id)
        .await?
        .ok_or_else(Error::not_found)
}
