//! Removes a tag that no chat has.

use futures_util::FutureExt;
use pronto_entity::chat_tag;
use pronto_protocol::{error::ErrorCode, event::Change, register::Register};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::own::find;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes a tag; the caller is an admin. One that chats have stays, and can be made inactive instead.
///
/// # Errors
/// `not_found`, `conflict` when chats have it.
pub async fn remove(context: &Context, admin: &Agent, tag_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, tag_id).boxed()).await
}

async fn inner(transaction: &mut Transaction, tag_id: Uuid) -> Result<()> {
    let row = find(transaction, tag_id).await?;
    let used = chat_tag::Entity::find()
        .filter(chat_tag::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat_tag::Column::TagId.eq(tag_id))
        .one(transaction.db())
        .await?;
    if used.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("Chats have it; make it inactive instead."));
    }
    row.delete(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::Tags });
    Ok(())
}
