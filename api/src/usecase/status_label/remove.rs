//! Removes a status label that no chat has.

use futures_util::FutureExt;
use pronto_entity::chat;
use pronto_protocol::{error::ErrorCode, event::Change, register::Register};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::own::{find, of_state, refuse_last};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes a label; the caller is an admin. One that chats have stays, and can be made inactive instead.
///
/// # Errors
/// `not_found`; `last_label` when its state would be left without an active one; `conflict` when chats have it.
pub async fn remove(context: &Context, admin: &Agent, label_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, label_id).boxed()).await
}

async fn inner(transaction: &mut Transaction, label_id: Uuid) -> Result<()> {
    let row = find(transaction, label_id).await?;
    refuse_last(&of_state(transaction, row.state.0).await?, label_id)?;
    let used: Option<Uuid> = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::LabelId.eq(label_id))
        .limit(1)
        .into_tuple()
        .one(transaction.db())
        .await?;
    if used.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("Chats have it; make it inactive instead."));
    }
    row.delete(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::StatusLabels });
    Ok(())
}
