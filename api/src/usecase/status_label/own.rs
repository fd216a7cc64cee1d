//! Status labels of the organization, and the rule that each state keeps one.

use pronto_entity::{column::Word, status_label};
use pronto_protocol::{chat::ChatState, error::ErrorCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The label's row.
///
/// # Errors
/// `not_found`.
pub(super) async fn find(transaction: &Transaction, label_id: Uuid) -> Result<status_label::Model> {
    status_label::Entity::find_by_id(label_id)
        .filter(status_label::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}

/// The labels of a state, by place.
pub(super) async fn of_state(transaction: &Transaction, state: ChatState) -> Result<Vec<status_label::Model>> {
    let rows = status_label::Entity::find()
        .filter(status_label::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(status_label::Column::State.eq(Word(state)))
        .order_by_asc(status_label::Column::Position)
        .order_by_asc(status_label::Column::Id)
        .all(transaction.db())
        .await?;
    Ok(rows)
}

/// Refuses a word that another label of the state has.
///
/// # Errors
/// `already_exists`.
pub(super) fn refuse_second(labels: &[status_label::Model], name: &str, except: Option<Uuid>) -> Result<()> {
    if labels.iter().any(|label| label.name == name && Some(label.id) != except) {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("The state has a label of this name."));
    }
    Ok(())
}

/// Refuses to do without this label when it is the last active one of its state.
///
/// # Errors
/// `last_label`.
pub(super) fn refuse_last(labels: &[status_label::Model], label_id: Uuid) -> Result<()> {
    if labels.iter().any(|label| label.active && label.id != label_id) {
        return Ok(());
    }
    Err(ErrorCode::LastLabel.into())
}
