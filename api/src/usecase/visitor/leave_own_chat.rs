//! The visitor leaves: the chat ends.

use futures_util::FutureExt;
use pronto_protocol::{
    chat::{ChatEnd, ChatState},
    message::NoticeCode,
    visitor::VisitorChatView,
};
use uuid::Uuid;

use crate::{
    auth::Visitor,
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    policy,
    usecase::chat::{Ending, end, view_of},
};

/// Ends the visitor's own chat. Again is no change.
///
/// # Errors
/// `not_found`.
pub async fn leave_own_chat(context: &Context, visitor: Visitor, chat_id: Uuid) -> Result<VisitorChatView> {
    let hub = context.hub.clone();
    context
        .ledger
        .commit(visitor.organization_id, move |transaction| leave(transaction, hub, visitor, chat_id).boxed())
        .await
}

async fn leave(transaction: &mut Transaction, hub: Hub, visitor: Visitor, chat_id: Uuid) -> Result<VisitorChatView> {
    let chat = policy::own_chat(transaction.db(), visitor, chat_id).await?;
    if chat.state.0 == ChatState::Closed {
        return Ok(view_of(transaction.db(), chat).await?.for_visitor());
    }
    let ending = Ending {
        end: ChatEnd::VisitorLeft,
        notice: NoticeCode::VisitorLeft,
        name: chat.visitor_name.map(|name| ("visitor", name)),
        reason: None,
        solved: None,
    };
    Ok(end(transaction, &hub, chat_id, ending).await?.for_visitor())
}
