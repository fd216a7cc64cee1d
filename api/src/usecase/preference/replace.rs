//! Replaces an agent's preferences.

use futures_util::FutureExt;
use pronto_entity::{agent_preference, column::Json};
use pronto_protocol::preference::AgentPreferences;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::check::check;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Replaces the agent's own; what is left out is as it is at first.
///
/// # Errors
/// `invalid_fields`.
pub async fn replace(context: &Context, agent: &Agent, preferences: AgentPreferences) -> Result<AgentPreferences> {
    check(&preferences)?;
    let agent_id = agent.id();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, agent_id, preferences).boxed())
        .await
}

async fn write(transaction: &mut Transaction, agent_id: Uuid, chosen: AgentPreferences) -> Result<AgentPreferences> {
    let row = agent_preference::Entity::find_by_id(agent_id)
        .filter(agent_preference::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let now_ms = transaction.now_ms();
    let row = match row {
        Some(row) => {
            let mut changed = row.into_active_model();
            changed.preferences = Set(Json(chosen));
            changed.updated_at = Set(now_ms);
            changed.update(transaction.db()).await?
        }
        None => {
            agent_preference::ActiveModel {
                agent_id: Set(agent_id),
                organization_id: Set(transaction.organization_id()),
                preferences: Set(Json(chosen)),
                updated_at: Set(now_ms),
            }
            .insert(transaction.db())
            .await?
        }
    };
    Ok(row.preferences.0)
}
