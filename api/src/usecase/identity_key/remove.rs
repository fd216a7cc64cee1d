//! Removes an identity key: what it signed vouches for nobody any more.

use futures_util::FutureExt;
use pronto_entity::identity_key;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes a key, for an admin. Visitors who are known already stay so.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, identity_key_id: Uuid) -> Result<()> {
    let organization_id = admin.organization_id();
    context.ledger.commit(organization_id, move |transaction| delete(transaction, identity_key_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, identity_key_id: Uuid) -> Result<()> {
    let row = identity_key::Entity::find_by_id(identity_key_id)
        .filter(identity_key::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    row.delete(transaction.db()).await?;
    Ok(())
}
