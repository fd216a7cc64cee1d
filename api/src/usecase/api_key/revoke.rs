//! Revokes an API key: its next request is refused.

use futures_util::FutureExt;
use pronto_entity::api_key;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Revokes a key, for an admin; one that was revoked stays so.
///
/// # Errors
/// `not_found`.
pub async fn revoke(context: &Context, admin: &Agent, api_key_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, api_key_id).boxed()).await
}

async fn write(transaction: &mut Transaction, api_key_id: Uuid) -> Result<()> {
    let row = api_key::Entity::find_by_id(api_key_id)
        .filter(api_key::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if row.revoked_at.is_some() {
        return Ok(());
    }
    let mut revoked = row.into_active_model();
    revoked.revoked_at = Set(Some(transaction.now_ms()));
    revoked.update(transaction.db()).await?;
    Ok(())
}
