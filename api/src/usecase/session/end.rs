//! Ends sessions: one's own, or as an admin anybody's.

use futures_util::FutureExt;
use pronto_entity::{agent, session};
use pronto_protocol::session::SessionEnd;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{finish::finish, live::live};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
};

/// Ends the session that asks.
///
/// # Errors
/// A failure of the database.
pub async fn sign_out(context: &Context, agent: &Agent) -> Result<()> {
    end_one(context, agent.organization_id(), own(agent, agent.session_id), SessionEnd::SignedOut).await
}

/// Ends one of the agent's own sessions; one that has ended stays so.
///
/// # Errors
/// `not_found`.
pub async fn end_own(context: &Context, agent: &Agent, session_id: Uuid) -> Result<()> {
    end_one(context, agent.organization_id(), own(agent, session_id), SessionEnd::EndedBySelf).await
}

/// Ends all of the agent's own sessions but the one that asks.
///
/// # Errors
/// A failure of the database.
pub async fn end_others(context: &Context, agent: &Agent) -> Result<()> {
    let which =
        Condition::all().add(session::Column::AgentId.eq(agent.id())).add(session::Column::Id.ne(agent.session_id));
    let hub = context.hub.clone();
    let organization_id = agent.organization_id();
    let end = SessionEnd::EndedBySelf;
    context.ledger.commit(organization_id, move |transaction| end_live(transaction, hub, which, end).boxed()).await
}

/// Ends any session of the organization.
///
/// # Errors
/// `not_found`.
pub async fn end_any(context: &Context, admin: &Agent, session_id: Uuid) -> Result<()> {
    let which = Condition::all().add(session::Column::Id.eq(session_id));
    end_one(context, admin.organization_id(), which, SessionEnd::EndedByAdmin).await
}

/// Ends all sessions of an agent.
///
/// # Errors
/// `not_found`.
pub async fn end_all_of_agent(context: &Context, admin: &Agent, agent_id: Uuid) -> Result<()> {
    let hub = context.hub.clone();
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| end_of_agent(transaction, hub, agent_id).boxed())
        .await
}

async fn end_of_agent(transaction: &mut Transaction, hub: Hub, agent_id: Uuid) -> Result<()> {
    agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let which = Condition::all().add(session::Column::AgentId.eq(agent_id));
    end_live(transaction, hub, which, SessionEnd::EndedByAdmin).await
}

fn own(agent: &Agent, session_id: Uuid) -> Condition {
    Condition::all().add(session::Column::AgentId.eq(agent.id())).add(session::Column::Id.eq(session_id))
}

async fn end_one(context: &Context, organization_id: Uuid, which: Condition, end: SessionEnd) -> Result<()> {
    let hub = context.hub.clone();
    context.ledger.commit(organization_id, move |transaction| end_found(transaction, hub, which, end).boxed()).await
}

async fn end_found(transaction: &mut Transaction, hub: Hub, which: Condition, end: SessionEnd) -> Result<()> {
    let row = session::Entity::find()
        .filter(session::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(which)
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    finish(transaction, &hub, row, end).await
}

/// Ends every live session that fulfils a condition.
///
/// # Errors
/// A failure of the database.
pub async fn end_live(transaction: &mut Transaction, hub: Hub, which: Condition, end: SessionEnd) -> Result<()> {
    let rows = session::Entity::find()
        .filter(session::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(which)
        .filter(live(transaction.now_ms()))
        .all(transaction.db())
        .await?;
    for row in rows {
        finish(transaction, &hub, row, end).await?;
    }
    Ok(())
}
