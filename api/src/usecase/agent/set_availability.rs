//! Declares the agent's availability; routing answers in the same transaction.

use futures_util::FutureExt;
use pronto_entity::{agent, column::Word};
use pronto_protocol::{
    agent::{AgentView, Availability, SetAvailabilityRequest},
    event::Change,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{reachability::reachability_of, view::view};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing,
};

/// Declares it. Who becomes ready is offered what waits and starts with no missed offers; who is ready no longer loses the
/// open offers.
///
/// # Errors
/// A failure of the database.
pub async fn set_availability(context: &Context, agent: &Agent, request: SetAvailabilityRequest) -> Result<AgentView> {
    let hub = context.hub.clone();
    let agent_id = agent.id();
    let wanted = request.availability;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| declare(transaction, hub, agent_id, wanted).boxed())
        .await
}

async fn declare(transaction: &mut Transaction, hub: Hub, agent_id: Uuid, wanted: Availability) -> Result<AgentView> {
    let row = load(transaction, agent_id).await?;
    let same = row.availability.0 == wanted;
    let mut changed = row.into_active_model();
    if wanted == Availability::Ready {
        changed.missed_offers = Set(0);
    }
    if same {
        if wanted == Availability::Ready {
            changed.update(transaction.db()).await?;
        }
    } else {
        changed.availability = Set(Word(wanted));
        changed.seq = Set(transaction.next_seq());
        changed.update(transaction.db()).await?;
        let change = Change::AvailabilityChanged { agent_id, availability: wanted, by_missed_offers: false };
        transaction.emit(change);
        routing::agent_changed(transaction, &hub, agent_id).await?;
    }
    let row = load(transaction, agent_id).await?;
    let (organization_id, now_ms) = (transaction.organization_id(), transaction.now_ms());
    let way = reachability_of(transaction.db(), &hub, organization_id, agent_id, now_ms).await?;
    Ok(view(row, way, true))
}

async fn load(transaction: &Transaction, agent_id: Uuid) -> Result<agent::Model> {
    agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}
