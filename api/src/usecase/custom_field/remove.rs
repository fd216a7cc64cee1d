//! Removes a field of the service form; chats keep what was filled in.

use futures_util::FutureExt;
use pronto_protocol::{event::Change, register::Register};
use sea_orm::ModelTrait;
use uuid::Uuid;

use super::own::find;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Removes a field; the caller is an admin.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, field_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, field_id).boxed()).await
}

async fn inner(transaction: &mut Transaction, field_id: Uuid) -> Result<()> {
    find(transaction, field_id).await?.delete(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::CustomFields });
    Ok(())
}
