//! The organization's word for the state that a chat is in.

use pronto_entity::{chat, status_label};
use pronto_protocol::chat::ChatState;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{error::Result, ledger::Transaction};

/// The label that chats get when they come into a state; nothing when the organization has no word for it.
///
/// # Errors
/// A failure of the database.
pub async fn first_label(transaction: &Transaction, state: ChatState) -> Result<Option<status_label::Model>> {
    let row = status_label::Entity::find()
        .filter(status_label::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(status_label::Column::State.eq(pronto_entity::column::Word(state)))
        .filter(status_label::Column::Active.eq(true))
        .order_by_asc(status_label::Column::Position)
        .order_by_asc(status_label::Column::Id)
        .one(transaction.db())
        .await?;
    Ok(row)
}

/// Gives a chat whose state has changed the first label of its new state.
pub(super) async fn follow_state(transaction: &Transaction, row: chat::Model) -> Result<chat::Model> {
    if row.label_state == Some(row.state) {
        return Ok(row);
    }
    let state = row.state;
    let label = first_label(transaction, state.0).await?;
    let mut row = row.into_active_model();
    row.label_id = Set(label.as_ref().map(|label| label.id));
    row.label = Set(label.map(|label| label.name));
    row.label_state = Set(Some(state));
    Ok(row.update(transaction.db()).await?)
}
