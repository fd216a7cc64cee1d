//! Removes a disposition that no chat was closed with.

use futures_util::FutureExt;
use pronto_entity::chat;
use pronto_protocol::{error::ErrorCode, event::Change, register::Register};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::own::find;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes a disposition; the caller is an admin. One that chats were closed with stays for the reports, and can be made
/// inactive instead.
///
/// # Errors
/// `not_found`, `conflict` when it was used.
pub async fn remove(context: &Context, admin: &Agent, disposition_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, disposition_id).boxed()).await
}

async fn inner(transaction: &mut Transaction, disposition_id: Uuid) -> Result<()> {
    let row = find(transaction, disposition_id).await?;
    let used: Option<Uuid> = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::DispositionId.eq(disposition_id))
        .limit(1)
        .into_tuple()
        .one(transaction.db())
        .await?;
    if used.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("Chats were closed with it; make it inactive instead."));
    }
    row.delete(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::Dispositions });
    Ok(())
}
