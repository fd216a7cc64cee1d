//! An agent's row stamped with the event that changes it, and told.

use pronto_entity::agent;
use pronto_protocol::{agent::AgentView, event::Change};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::{reachability::reachability_of, view::view};
use crate::{error::Result, hub::Hub, ledger::Transaction};

/// Writes a changed row and tells `agent.updated`; gives the view for admins.
///
/// # Errors
/// A failure of the database.
pub async fn stamp(transaction: &mut Transaction, hub: &Hub, changed: agent::ActiveModel) -> Result<AgentView> {
    stamp_as(transaction, hub, changed, Change::AgentUpdated).await
}

/// The same for what the agent says of itself, `agent.profile_updated`: no rights change, so no socket has to close.
///
/// # Errors
/// A failure of the database.
pub async fn stamp_profile(transaction: &mut Transaction, hub: &Hub, changed: agent::ActiveModel) -> Result<AgentView> {
    stamp_as(transaction, hub, changed, Change::AgentProfileUpdated).await
}

async fn stamp_as(
    transaction: &mut Transaction,
    hub: &Hub,
    mut changed: agent::ActiveModel,
    told: impl FnOnce(AgentView) -> Change + Send,
) -> Result<AgentView> {
    changed.seq = Set(transaction.next_seq());
    let row = changed.update(transaction.db()).await?;
    let (organization_id, now_ms) = (transaction.organization_id(), transaction.now_ms());
    let way = reachability_of(transaction.db(), hub, organization_id, row.id, now_ms).await?;
    transaction.emit(told(view(row.clone(), way, false)));
    Ok(view(row, way, true))
}
