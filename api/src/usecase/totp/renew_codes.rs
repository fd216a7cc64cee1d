//! Makes new recovery codes in place of the old ones.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_protocol::{
    error::ErrorCode,
    totp::{ProofRequest, RecoveryCodesView},
};
use uuid::Uuid;

use super::{
    enabled::is_enabled,
    judge::Spent,
    prove::prove,
    recovery::{hashes, make, replace},
    spend::spend,
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// New ones, shown this once; the old ones are good no more.
///
/// # Errors
/// `conflict` without a second factor, `invalid_fields`, `wrong_credentials`, `wrong_code`, `rate_limited`.
pub async fn renew_codes(
    context: &Context,
    agent: &Agent,
    proof: ProofRequest,
    ip: IpAddr,
) -> Result<RecoveryCodesView> {
    let spent = prove(context, agent, &proof, ip).await?;
    let agent_id = agent.id();
    let codes = make();
    let hashes = hashes(agent_id, &codes);
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, agent_id, spent, hashes).boxed())
        .await?;
    Ok(RecoveryCodesView { codes })
}

async fn write(
    transaction: &mut Transaction,
    agent_id: Uuid,
    spent: Option<Spent>,
    hashes: Vec<Vec<u8>>,
) -> Result<()> {
    if !is_enabled(transaction.db(), transaction.organization_id(), agent_id).await? {
        return Err(Error::new(ErrorCode::Conflict).detail("There is no second factor."));
    }
    if let Some(spent) = spent {
        spend(transaction, agent_id, spent).await?;
    }
    replace(transaction, agent_id, hashes).await
}
