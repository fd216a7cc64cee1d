//! Confirms that the authenticator app is set up: from now on codes are asked for.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_protocol::{
    error::ErrorCode,
    totp::{ConfirmTotpRequest, RecoveryCodesView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{enabled::row_of, recovery, vault_context};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    totp::step_of,
    usecase::session::Attempt,
};

/// Takes a first code and gives the recovery codes, which are shown this once.
///
/// # Errors
/// `conflict` when nothing was begun, `already_exists` when it was confirmed before, `wrong_code`, `rate_limited`.
pub async fn confirm(
    context: &Context,
    agent: &Agent,
    request: ConfirmTotpRequest,
    ip: IpAddr,
) -> Result<RecoveryCodesView> {
    let (organization_id, agent_id) = (agent.organization_id(), agent.id());
    let attempt = Attempt::of_code(agent_id, Some(agent.device_id), ip);
    attempt.admit(context).await?;
    let row = row_of(context.db(), organization_id, agent_id).await?;
    let row = row.ok_or_else(|| Error::new(ErrorCode::Conflict).detail("Begin to set it up first."))?;
    let secret = context.vault.open(&vault_context(organization_id, agent_id), &row.secret).map_err(Error::internal)?;
    let Some(step) = step_of(&secret, request.code.trim(), context.clock.now_ms(), row.last_step) else {
        attempt.failed(context).await?;
        return Err(ErrorCode::WrongCode.into());
    };
    attempt.succeeded(context).await?;
    let codes = recovery::make();
    let hashes = recovery::hashes(agent_id, &codes);
    let found = Confirmed { agent_id, sealed: row.secret, step, hashes };
    context.ledger.commit(organization_id, move |transaction| write(transaction, found).boxed()).await?;
    // What kept the agent from all else may be over.
    context.sessions.forget_agent(agent_id);
    Ok(RecoveryCodesView { codes })
}

struct Confirmed {
    agent_id: Uuid,
    sealed: Vec<u8>,
    step: i64,
    hashes: Vec<Vec<u8>>,
}

async fn write(transaction: &mut Transaction, found: Confirmed) -> Result<()> {
    let row = row_of(transaction.db(), transaction.organization_id(), found.agent_id).await?;
    // It may have been begun anew meanwhile.
    let row = row.filter(|row| row.secret == found.sealed).ok_or_else(|| Error::new(ErrorCode::Conflict))?;
    if row.confirmed_at.is_some() {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("The second factor is set up already."));
    }
    let mut changed = row.into_active_model();
    changed.confirmed_at = Set(Some(transaction.now_ms()));
    changed.last_step = Set(found.step);
    changed.update(transaction.db()).await?;
    recovery::replace(transaction, found.agent_id, found.hashes).await
}
