//! Changes the agent's own password; its other sessions end with the old one.

use std::{net::IpAddr, time::Duration};

use futures_util::FutureExt;
use pronto_entity::{agent, session};
use pronto_protocol::{agent::ChangePasswordRequest, error::ErrorCode, session::SessionEnd};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::hash_password::hash_password;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    password::PasswordError,
    usecase::session::{Attempt, end_live},
};

/// Changes it. All sessions but the one that asks end at once, with their sockets and push tokens.
///
/// # Errors
/// `wrong_credentials` for the old password, `rate_limited` after too many of them, `weak_password`, `invalid_fields`.
pub async fn change_password(
    context: &Context,
    agent: &Agent,
    request: ChangePasswordRequest,
    ip: IpAddr,
) -> Result<()> {
    let attempt = Attempt::on_device(agent.device_id, ip);
    attempt.admit(context).await?;
    let row = agent::Entity::find_by_id(agent.id())
        .filter(agent::Column::OrganizationId.eq(agent.organization_id()))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let right = context.passwords.verify_or_dummy(Some(&row.password_hash), &request.old_password).await;
    let right = right.map_err(|error| match error {
        PasswordError::Busy => Error::new(ErrorCode::Unavailable).retry_after(Duration::from_secs(1)),
        other => Error::internal(other),
    })?;
    if !right {
        attempt.failed(context).await?;
        return Err(Error::new(ErrorCode::WrongCredentials).detail("The old password is wrong."));
    }
    attempt.succeeded(context).await?;
    let new = New {
        agent_id: row.id,
        session_id: agent.session_id,
        old_hash: row.password_hash,
        new_hash: hash_password(context, "new_password", &request.new_password).await?,
        hub: context.hub.clone(),
    };
    context.ledger.commit(agent.organization_id(), move |transaction| write(transaction, new).boxed()).await
}

struct New {
    agent_id: Uuid,
    session_id: Uuid,
    old_hash: String,
    new_hash: String,
    hub: Hub,
}

async fn write(transaction: &mut Transaction, new: New) -> Result<()> {
    let row = agent::Entity::find_by_id(new.agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    // Another change was quicker: what was checked is the password no more.
    if row.password_hash != new.old_hash {
        return Err(Error::new(ErrorCode::WrongCredentials).detail("The old password is wrong."));
    }
    let mut changed = row.into_active_model();
    changed.password_hash = Set(new.new_hash);
    changed.update(transaction.db()).await?;
    let others =
        Condition::all().add(session::Column::AgentId.eq(new.agent_id)).add(session::Column::Id.ne(new.session_id));
    end_live(transaction, new.hub, others, SessionEnd::PasswordChanged).await
}
