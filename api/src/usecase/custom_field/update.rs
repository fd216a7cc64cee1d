//! Changes a field of the service form.

use futures_util::FutureExt;
use pronto_entity::column::Json;
use pronto_protocol::{
    event::Change,
    form::{CustomFieldView, UpdateCustomFieldRequest},
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{check::check_choices, own::find};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, usecase::text::check_name};

/// Changes a field; the caller is an admin. What is left out stays; the same again is no change.
///
/// # Errors
/// `not_found`, `invalid_fields`.
pub async fn update(
    context: &Context,
    admin: &Agent,
    field_id: Uuid,
    request: UpdateCustomFieldRequest,
) -> Result<CustomFieldView> {
    let label = request.label.map(|label| check_name("label", &label)).transpose()?;
    let request = UpdateCustomFieldRequest { label, ..request };
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| inner(transaction, field_id, request).boxed())
        .await
}

async fn inner(
    transaction: &mut Transaction,
    field_id: Uuid,
    request: UpdateCustomFieldRequest,
) -> Result<CustomFieldView> {
    let row = find(transaction, field_id).await?;
    let choices = request.choices.map(|choices| check_choices(row.kind.0, &choices)).transpose()?;
    let before = CustomFieldView::from(row.clone());
    let mut row = row.into_active_model();
    row.label = Set(request.label.unwrap_or_else(|| before.label.clone()));
    row.choices = Set(Json(choices.unwrap_or_else(|| before.choices.clone())));
    row.required_at_close = Set(request.required_at_close.unwrap_or(before.required_at_close));
    row.active = Set(request.active.unwrap_or(before.active));
    let after = CustomFieldView::from(row.update(transaction.db()).await?);
    if after != before {
        transaction.emit(Change::RegisterChanged { register: Register::CustomFields });
    }
    Ok(after)
}
