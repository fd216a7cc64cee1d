//! Whom a chat may belong to, by the identities typed at entry.

use pronto_protocol::contact::CandidatesView;
use uuid::Uuid;

use crate::{auth::Agent, context::Context, error::Result, policy, usecase::contact};

/// The identities typed at entry, and the contacts who have one of them now.
///
/// # Errors
/// `not_found`.
pub async fn candidates(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<CandidatesView> {
    policy::see_chat(context.db(), agent, chat_id).await?;
    let organization_id = agent.organization_id();
    let (typed, rows) = contact::candidates_of(context.db(), organization_id, chat_id).await?;
    let contacts = contact::views_of(context.db(), organization_id, rows).await?;
    Ok(CandidatesView { typed, contacts })
}
