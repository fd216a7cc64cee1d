//! Shows whether the agent has a second factor.

use pronto_entity::{organization, recovery_code};
use pronto_protocol::{Timestamp, totp::TotpView};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::enabled::row_of;
use crate::{auth::Agent, context::Context, error::Result};

/// The agent's own; never the secret or a code.
///
/// # Errors
/// A failure of the database.
pub async fn show(context: &Context, agent: &Agent) -> Result<TotpView> {
    let organization_id = agent.organization_id();
    let organization = organization::Entity::find_by_id(organization_id).one(context.db()).await?;
    let row = row_of(context.db(), organization_id, agent.id()).await?;
    let left = recovery_code::Entity::find()
        .filter(recovery_code::Column::OrganizationId.eq(organization_id))
        .filter(recovery_code::Column::AgentId.eq(agent.id()))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(context.db())
        .await?;
    Ok(TotpView {
        enabled_at: row.and_then(|row| row.confirmed_at).map(Timestamp::from_unix_ms),
        required: organization.is_some_and(|organization| organization.settings.0.second_factor_required),
        recovery_codes_left: u32::try_from(left).unwrap_or(u32::MAX),
    })
}
