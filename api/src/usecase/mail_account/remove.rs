//! Removes a mail account.

use futures_util::FutureExt;
use pronto_entity::mail_account;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes it, for an admin; what waits for it goes by the organization's account, or is dead without one.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, account_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| delete(transaction, account_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, account_id: Uuid) -> Result<()> {
    let row = mail_account::Entity::find_by_id(account_id)
        .filter(mail_account::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    row.delete(transaction.db()).await?;
    Ok(())
}
