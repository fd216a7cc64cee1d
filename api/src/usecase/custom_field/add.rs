//! Adds a field to the service form.

use futures_util::FutureExt;
use pronto_entity::{
    column::{Json, Word},
    custom_field,
};
use pronto_protocol::{
    error::ErrorCode,
    event::Change,
    form::{AddCustomFieldRequest, CustomFieldView},
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::check::{check_choices, check_key};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::{queue, text::check_name},
};

/// Fields of an organization at most: a form is filled in by hand.
const FIELDS_MOST: u64 = 200;

/// Adds a field; the caller is an admin.
///
/// # Errors
/// `invalid_fields`; `not_found` (queue); `already_exists` when the key is taken; `limit_reached` past 200 fields.
pub async fn add(context: &Context, admin: &Agent, request: AddCustomFieldRequest) -> Result<CustomFieldView> {
    check_key(&request.key)?;
    let label = check_name("label", &request.label)?;
    let choices = check_choices(request.kind, &request.choices)?;
    let request = AddCustomFieldRequest { label, choices, ..request };
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, request).boxed()).await
}

async fn inner(transaction: &mut Transaction, request: AddCustomFieldRequest) -> Result<CustomFieldView> {
    let organization_id = transaction.organization_id();
    if let Some(queue_id) = request.queue_id {
        queue::find(transaction.db(), organization_id, queue_id).await?;
    }
    let all = || custom_field::Entity::find().filter(custom_field::Column::OrganizationId.eq(organization_id));
    let same_key = all().filter(custom_field::Column::Key.eq(request.key.as_str()));
    if same_key.count(transaction.db()).await? > 0 {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("There is a field with this key."));
    }
    if all().count(transaction.db()).await? >= FIELDS_MOST {
        return Err(Error::new(ErrorCode::LimitReached).detail(format!("At most {FIELDS_MOST} fields.")));
    }
    let row = custom_field::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(organization_id),
        queue_id: Set(request.queue_id),
        key: Set(request.key),
        label: Set(request.label),
        kind: Set(Word(request.kind)),
        choices: Set(Json(request.choices)),
        required_at_close: Set(request.required_at_close),
        active: Set(true),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::CustomFields });
    Ok(row.into())
}
