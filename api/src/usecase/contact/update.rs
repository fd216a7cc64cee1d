//! Changes a contact.

use futures_util::FutureExt;
use pronto_entity::{column::Json, contact};
use pronto_protocol::{
    agent::Permission,
    contact::{ContactView, UpdateContactRequest},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{attributes::merged_attributes, find_whole, stamp, view_of};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    policy,
    usecase::text::{check_name, fold},
};

/// Changes what is given; without a difference nothing is told.
///
/// # Errors
/// `forbidden`, `not_found`, `conflict` for a merged contact, `invalid_fields`.
pub async fn update(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    request: UpdateContactRequest,
) -> Result<ContactView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    let name = request.name.map(|name| check_name("name", &name)).transpose()?;
    let request = UpdateContactRequest { name, ..request };
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, contact_id, request).boxed())
        .await
}

async fn write(transaction: &mut Transaction, contact_id: Uuid, request: UpdateContactRequest) -> Result<ContactView> {
    let row = find_whole(transaction.db(), transaction.organization_id(), contact_id).await?;
    let name = request.name.unwrap_or_else(|| row.name.clone());
    let attributes = merged_attributes(row.attributes.0.clone(), request.attributes.unwrap_or_default())?;
    if name == row.name && attributes == row.attributes.0 {
        return view_of(transaction.db(), row).await;
    }
    let mut changed: contact::ActiveModel = row.into_active_model();
    changed.name_folded = Set(fold(&name));
    changed.name = Set(name);
    changed.attributes = Set(Json(attributes));
    stamp(transaction, changed).await
}
