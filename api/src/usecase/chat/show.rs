//! One chat as the agent reads it.

use pronto_protocol::chat::ChatListItemView;
use uuid::Uuid;

use super::{unread_counts, view_of};
use crate::{auth::Agent, context::Context, error::Result, policy};

/// A chat that the agent may see.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<ChatListItemView> {
    let seen = policy::see_chat(context.db(), agent, chat_id).await?;
    let counts = unread_counts(context.db(), agent.organization_id(), agent.id(), &[chat_id]).await?;
    let chat = view_of(context.db(), seen.chat).await?;
    Ok(ChatListItemView { chat, unread_count: counts.get(&chat_id).copied().unwrap_or(0) })
}
