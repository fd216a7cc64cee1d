//! Shows a canned response, for a chat if it is named.

use pronto_protocol::canned_response::CannedResponseView;
use uuid::Uuid;

use super::{own::load_seen, view::view_of};
use crate::{auth::Agent, context::Context, error::Result, policy, usecase::template::ChatValues};

/// One that the agent has, with its text for the chat.
///
/// # Errors
/// `not_found`, also for a chat that the agent does not see.
pub async fn show(context: &Context, agent: &Agent, id: Uuid, chat_id: Option<Uuid>) -> Result<CannedResponseView> {
    let row = load_seen(context.db(), agent, id).await?;
    let values = match chat_id {
        Some(chat_id) => {
            let seen = policy::see_chat(context.db(), agent, chat_id).await?;
            Some(ChatValues::read(context.db(), agent, seen.chat).await?)
        }
        None => None,
    };
    view_of(context.db(), row, values.as_ref()).await
}
