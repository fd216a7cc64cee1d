//! Looks whether a code is good, without taking it.

use pronto_entity::recovery_code;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{enabled::row_of, recovery, vault_context};
use crate::{
    context::Context,
    error::{Error, Result},
    totp::step_of,
};

/// A good code, to be taken in the change that it allows: see [`super::spend`].
#[derive(Clone, Debug)]
pub enum Spent {
    /// Of the authenticator app, by its step.
    Step(i64),
    /// A recovery code, by its hash.
    Recovery(Vec<u8>),
}

/// Whether the code is good now: the authenticator app's, or one of the recovery codes. Nothing when it is not, or when the
/// agent has no second factor.
///
/// # Errors
/// `internal` when the secret cannot be opened.
pub async fn judge(context: &Context, organization_id: Uuid, agent_id: Uuid, code: &str) -> Result<Option<Spent>> {
    let row = row_of(context.db(), organization_id, agent_id).await?;
    let Some(row) = row.filter(|row| row.confirmed_at.is_some()) else { return Ok(None) };
    let secret = context.vault.open(&vault_context(organization_id, agent_id), &row.secret).map_err(Error::internal)?;
    let typed: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    if let Some(step) = step_of(&secret, &typed, context.clock.now_ms(), row.last_step) {
        return Ok(Some(Spent::Step(step)));
    }
    let hash = recovery::hash(agent_id, code);
    let found = recovery_code::Entity::find_by_id(hash.clone())
        .filter(recovery_code::Column::OrganizationId.eq(organization_id))
        .filter(recovery_code::Column::AgentId.eq(agent_id))
        .filter(recovery_code::Column::UsedAt.is_null())
        .one(context.db())
        .await?;
    Ok(found.map(|_| Spent::Recovery(hash)))
}
