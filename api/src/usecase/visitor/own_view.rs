//! A chat of the visitor's own with its place in line.

use pronto_protocol::{
    chat::ChatState,
    visitor::{OwnChatView, VisitorChatView},
};
use uuid::Uuid;

use crate::{context::Context, error::Result, routing};

/// Adds the place of a chat that waits.
pub(super) async fn own_view(context: &Context, organization_id: Uuid, chat: VisitorChatView) -> Result<OwnChatView> {
    let waiting = if chat.state == ChatState::Waiting {
        routing::place_of(context.db(), organization_id, context.clock.now_ms(), chat.id).await?
    } else {
        None
    };
    Ok(OwnChatView { chat, waiting })
}
