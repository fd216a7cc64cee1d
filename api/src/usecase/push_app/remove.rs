//! Removes a push app.

use futures_util::FutureExt;
use pronto_entity::{device, push_app};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::device::forget_token,
};

/// Removes a push app, for an admin; the tokens of its devices are dead then.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, push_app_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| delete(transaction, push_app_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, push_app_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let row = push_app::Entity::find_by_id(push_app_id)
        .filter(push_app::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let devices = device::Entity::find()
        .filter(device::Column::OrganizationId.eq(organization_id))
        .filter(device::Column::PushAppId.eq(push_app_id))
        .all(transaction.db())
        .await?;
    for device in devices {
        forget_token(transaction, device, "push_app_removed").await?;
    }
    row.delete(transaction.db()).await?;
    Ok(())
}
