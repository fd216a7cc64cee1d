//! Changes a status label.

use futures_util::FutureExt;
use pronto_protocol::{
    event::Change,
    register::Register,
    status_label::{StatusLabelView, UpdateStatusLabelRequest},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::{find, of_state, refuse_last, refuse_second};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::check_name,
};

/// The last place.
const POSITION_MOST: i32 = 10_000;

/// Changes a label; the caller is an admin. What is left out stays; the same again is no change.
///
/// # Errors
/// `not_found`, `invalid_fields`; `already_exists` when the state has another of this name; `last_label` when its state
/// would be left without an active one.
pub async fn update(
    context: &Context,
    admin: &Agent,
    label_id: Uuid,
    request: UpdateStatusLabelRequest,
) -> Result<StatusLabelView> {
    let name = request.name.map(|name| check_name("name", &name)).transpose()?;
    let place = |place: u32| {
        let place = i32::try_from(place).ok().filter(|place| *place <= POSITION_MOST);
        place.ok_or_else(|| Error::field("position", "out_of_range", "0 to 10,000."))
    };
    let position = request.position.map(place).transpose()?;
    let active = request.active;
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| {
            inner(transaction, label_id, name, position, active).boxed()
        })
        .await
}

async fn inner(
    transaction: &mut Transaction,
    label_id: Uuid,
    name: Option<String>,
    position: Option<i32>,
    active: Option<bool>,
) -> Result<StatusLabelView> {
    let row = find(transaction, label_id).await?;
    let labels = of_state(transaction, row.state.0).await?;
    let before = StatusLabelView::from(row.clone());
    if let Some(name) = &name {
        refuse_second(&labels, name, Some(label_id))?;
    }
    if active == Some(false) {
        refuse_last(&labels, label_id)?;
    }
    let position = position.unwrap_or(row.position);
    let mut row = row.into_active_model();
    row.name = Set(name.unwrap_or_else(|| before.name.clone()));
    row.position = Set(position);
    row.active = Set(active.unwrap_or(before.active));
    let after = StatusLabelView::from(row.update(transaction.db()).await?);
    if after != before {
        transaction.emit(Change::RegisterChanged { register: Register::StatusLabels });
    }
    Ok(after)
}
