//! Takes an agent's second factor away, when phone and recovery codes are lost.

use futures_util::FutureExt;
use pronto_entity::agent;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::disable::remove;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Takes it away, for an admin; again is no error.
///
/// # Errors
/// `not_found`.
pub async fn reset(context: &Context, admin: &Agent, agent_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, agent_id).boxed()).await?;
    context.sessions.forget_agent(agent_id);
    Ok(())
}

async fn write(transaction: &mut Transaction, agent_id: Uuid) -> Result<()> {
    agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    remove(transaction, agent_id).await?;
    Ok(())
}
