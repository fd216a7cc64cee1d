//! One chat of the visitor's own.

use pronto_protocol::visitor::OwnChatView;
use uuid::Uuid;

use super::own_view::own_view;
use crate::{auth::Visitor, context::Context, error::Result, policy, usecase::chat::view_of};

/// One chat of the visitor's own.
///
/// # Errors
/// `not_found`.
pub async fn show_own_chat(context: &Context, visitor: Visitor, chat_id: Uuid) -> Result<OwnChatView> {
    let chat = policy::own_chat(context.db(), visitor, chat_id).await?;
    let view = view_of(context.db(), chat).await?.for_visitor();
    own_view(context, visitor.organization_id, view).await
}
