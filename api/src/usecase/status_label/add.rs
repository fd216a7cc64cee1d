//! Adds a status label.

use futures_util::FutureExt;
use pronto_entity::{column::Word, status_label};
use pronto_protocol::{
    error::ErrorCode,
    event::Change,
    register::Register,
    status_label::{AddStatusLabelRequest, StatusLabelView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::own::{of_state, refuse_second};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::check_name,
};

/// Labels of a state at most: people choose from them.
const LABELS_MOST: usize = 50;

/// Adds a label behind the others of its state; the caller is an admin.
///
/// # Errors
/// `invalid_fields`; `already_exists` when the state has one of this name; `limit_reached` past 50 of a state.
pub async fn add(context: &Context, admin: &Agent, request: AddStatusLabelRequest) -> Result<StatusLabelView> {
    let name = check_name("name", &request.name)?;
    let request = AddStatusLabelRequest { name, ..request };
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, request).boxed()).await
}

async fn inner(transaction: &mut Transaction, request: AddStatusLabelRequest) -> Result<StatusLabelView> {
    let labels = of_state(transaction, request.state).await?;
    refuse_second(&labels, &request.name, None)?;
    if labels.len() >= LABELS_MOST {
        return Err(Error::new(ErrorCode::LimitReached).detail(format!("At most {LABELS_MOST} labels of a state.")));
    }
    let row = status_label::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        state: Set(Word(request.state)),
        name: Set(request.name),
        position: Set(labels.last().map_or(0, |label| label.position + 1)),
        active: Set(true),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::StatusLabels });
    Ok(row.into())
}
