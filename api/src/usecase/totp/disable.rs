//! Takes the agent's own second factor away.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_protocol::{error::ErrorCode, totp::ProofRequest};
use sea_orm::ModelTrait;
use uuid::Uuid;

use super::{enabled::row_of, judge::Spent, prove::prove, recovery, spend::spend};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Takes it away with its recovery codes. Where the organization requires one, the agent can then only set up another.
///
/// # Errors
/// `conflict` without one, `invalid_fields`, `wrong_credentials`, `wrong_code`, `rate_limited`.
pub async fn disable(context: &Context, agent: &Agent, proof: ProofRequest, ip: IpAddr) -> Result<()> {
    let spent = prove(context, agent, &proof, ip).await?;
    let agent_id = agent.id();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, agent_id, spent).boxed())
        .await?;
    context.sessions.forget_agent(agent_id);
    Ok(())
}

async fn write(transaction: &mut Transaction, agent_id: Uuid, spent: Option<Spent>) -> Result<()> {
    if let Some(spent) = spent {
        spend(transaction, agent_id, spent).await?;
    }
    if !remove(transaction, agent_id).await? {
        return Err(Error::new(ErrorCode::Conflict).detail("There is no second factor."));
    }
    Ok(())
}

/// Takes it away, set up to its end or not; whether there was one.
pub(super) async fn remove(transaction: &Transaction, agent_id: Uuid) -> Result<bool> {
    let Some(row) = row_of(transaction.db(), transaction.organization_id(), agent_id).await? else {
        return Ok(false);
    };
    row.delete(transaction.db()).await?;
    recovery::remove(transaction, agent_id).await?;
    Ok(true)
}
