//! A chat's transcript for its agents.

use uuid::Uuid;

use super::{
    Transcript,
    content::{Reader, content},
    set,
};
use crate::{auth::Agent, context::Context, error::Result, policy, usecase::device};

/// The transcript as PDF, in the language of the agent's device, else the organization's.
///
/// # Errors
/// `not_found`.
pub async fn print(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<Transcript> {
    let chat = policy::see_chat(context.db(), agent, chat_id).await?.chat;
    let number = chat.number;
    let locale = device::locale_of(context, agent).await?;
    set(number, content(context.db(), chat, Reader::Agent(locale)).await?).await
}
