//! Shows a direct conversation.

use pronto_protocol::direct::DirectListItemView;
use uuid::Uuid;

use super::{unread::unread, view};
use crate::{auth::Agent, context::Context, error::Result, policy};

/// A conversation of the agent's own, with its unread count.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, agent: &Agent, conversation_id: Uuid) -> Result<DirectListItemView> {
    let (row, _) = policy::own_conversation(context.db(), agent, conversation_id).await?;
    let unread = unread(context.db(), agent, vec![conversation_id]).await?;
    let conversation = view(context.db(), row).await?;
    Ok(DirectListItemView { conversation, unread_count: unread.get(&conversation_id).copied().unwrap_or(0) })
}
