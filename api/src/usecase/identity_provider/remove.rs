//! Removes an identity provider.

use futures_util::FutureExt;
use pronto_entity::identity_provider;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes it with the sign-ins that are on their way, for an admin. Who signed in by it stays signed in, and is known again
/// should it come back.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, provider_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| delete(transaction, provider_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, provider_id: Uuid) -> Result<()> {
    let row = identity_provider::Entity::find_by_id(provider_id)
        .filter(identity_provider::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    row.delete(transaction.db()).await?;
    Ok(())
}
