//! Has an agent prove once more who it is, before its way of signing in is changed.

use std::{net::IpAddr, time::Duration};

use pronto_entity::agent;
use pronto_protocol::{error::ErrorCode, totp::ProofRequest};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::judge::{Spent, judge};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    password::PasswordError,
    usecase::session::Attempt,
};

/// By the password or by a code. A code has to be taken in the change that follows.
///
/// # Errors
/// `invalid_fields` without either, `wrong_credentials`, `wrong_code`, `rate_limited`.
pub(super) async fn prove(context: &Context, agent: &Agent, proof: &ProofRequest, ip: IpAddr) -> Result<Option<Spent>> {
    match (&proof.password, &proof.code) {
        (Some(password), None) => prove_password(context, agent, password, ip).await.map(|()| None),
        (None, Some(code)) => {
            let attempt = Attempt::of_code(agent.id(), Some(agent.device_id), ip);
            attempt.admit(context).await?;
            let Some(spent) = judge(context, agent.organization_id(), agent.id(), code).await? else {
                attempt.failed(context).await?;
                return Err(ErrorCode::WrongCode.into());
            };
            attempt.succeeded(context).await?;
            Ok(Some(spent))
        }
        _ => Err(Error::field("password", "required", "Either the password or a code.")),
    }
}

/// By the password; wrong ones are counted as those at sign-in are.
///
/// # Errors
/// `wrong_credentials`, `rate_limited`, `unavailable`.
pub(super) async fn prove_password(context: &Context, agent: &Agent, password: &str, ip: IpAddr) -> Result<()> {
    let attempt = Attempt::on_device(agent.device_id, ip);
    attempt.admit(context).await?;
    let row = agent::Entity::find_by_id(agent.id())
        .filter(agent::Column::OrganizationId.eq(agent.organization_id()))
        .one(context.db())
        .await?;
    let stored = row.as_ref().map(|row| row.password_hash.as_str());
    let right = context.passwords.verify_or_dummy(stored, password).await.map_err(|error| match error {
        PasswordError::Busy => Error::new(ErrorCode::Unavailable).retry_after(Duration::from_secs(1)),
        other => Error::internal(other),
    })?;
    if right {
        return attempt.succeeded(context).await;
    }
    attempt.failed(context).await?;
    Err(Error::new(ErrorCode::WrongCredentials).detail("The password is wrong."))
}
