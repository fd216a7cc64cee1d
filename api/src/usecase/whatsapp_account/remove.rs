//! Removes a WhatsApp number.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, whatsapp_account};
use pronto_protocol::{chat::ChatState, error::ErrorCode};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    whatsapp::FOLLOWER,
};

/// Removes it, for an admin. What still waits for it is not sent, and the agents are told. With the last one goes the reader of
/// the log, which would otherwise be kept for it for ever; a number that is added later begins at its own time.
///
/// # Errors
/// `not_found`, `conflict` while a chat that came in by it is open: nobody could be answered.
pub async fn remove(context: &Context, admin: &Agent, account_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| delete(transaction, account_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, account_id: Uuid) -> Result<()> {
    let row = whatsapp_account::Entity::find_by_id(account_id)
        .filter(whatsapp_account::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let open = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::WhatsappAccountId.eq(account_id))
        .filter(chat::Column::State.ne(Word(ChatState::Closed)))
        .one(transaction.db())
        .await?;
    if let Some(open) = open {
        let detail = format!("Close its chats first, as {}, or switch the number off.", open.number);
        return Err(Error::new(ErrorCode::Conflict).detail(detail));
    }
    row.delete(transaction.db()).await?;
    let left = whatsapp_account::Entity::find()
        .filter(whatsapp_account::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    if left.is_none() {
        transaction.drop_follower(FOLLOWER).await?;
    }
    transaction.wake_workers();
    Ok(())
}
