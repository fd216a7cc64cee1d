//! Removes the agent's own picture.

use futures_util::FutureExt;
use uuid::Uuid;

use super::upload::{show, take_away};
use crate::{
    auth::Agent, context::Context, error::Result, hub::Hub, ledger::Transaction, usecase::attachment::discard,
};

/// Removes it with its file; again is no error.
///
/// # Errors
/// A failure of the database.
pub async fn remove(context: &Context, agent: &Agent) -> Result<()> {
    let (hub, agent_id) = (context.hub.clone(), agent.id());
    let removed = context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, hub, agent_id).boxed())
        .await?;
    discard(context, removed.into_iter().collect()).await;
    Ok(())
}

async fn write(transaction: &mut Transaction, hub: Hub, agent_id: Uuid) -> Result<Option<String>> {
    let removed = take_away(transaction, agent_id).await?;
    if removed.is_some() {
        show(transaction, &hub, agent_id, None).await?;
    }
    Ok(removed)
}
