//! Removes a profile that nobody has.

use futures_util::FutureExt;
use pronto_entity::{agent, profile};
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes a profile, for an admin.
///
/// # Errors
/// `not_found`, `conflict` while agents have it: without a profile they could do more than with it.
pub async fn remove(context: &Context, admin: &Agent, profile_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| delete(transaction, profile_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, profile_id: Uuid) -> Result<()> {
    let row = profile::Entity::find_by_id(profile_id)
        .filter(profile::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let agents = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(agent::Column::ProfileId.eq(profile_id))
        .count(transaction.db())
        .await?;
    if agents > 0 {
        return Err(Error::new(ErrorCode::Conflict).detail(format!("{agents} agents have this profile.")));
    }
    row.delete(transaction.db()).await?;
    Ok(())
}
