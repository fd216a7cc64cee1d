//! Renames a disposition, or takes it out of use.

use futures_util::FutureExt;
use pronto_protocol::{
    disposition::{DispositionView, UpdateDispositionRequest},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::{find, refuse_second};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, usecase::text::check_name};

/// Changes a disposition; the caller is an admin. What is left out stays; the same again is no change.
///
/// # Errors
/// `not_found`, `invalid_fields`; `already_exists` when there is one of this name for the same chats.
pub async fn update(
    context: &Context,
    admin: &Agent,
    disposition_id: Uuid,
    request: UpdateDispositionRequest,
) -> Result<DispositionView> {
    let name = request.name.map(|name| check_name("name", &name)).transpose()?;
    let request = UpdateDispositionRequest { name, ..request };
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| inner(transaction, disposition_id, request).boxed())
        .await
}

async fn inner(
    transaction: &mut Transaction,
    disposition_id: Uuid,
    request: UpdateDispositionRequest,
) -> Result<DispositionView> {
    let row = find(transaction, disposition_id).await?;
    let name = request.name.unwrap_or_else(|| row.name.clone());
    let active = request.active.unwrap_or(row.active);
    if name == row.name && active == row.active {
        return Ok(row.into());
    }
    refuse_second(transaction, row.queue_id, &name, Some(row.id)).await?;
    let mut row = row.into_active_model();
    row.name = Set(name);
    row.active = Set(active);
    let row = row.update(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::Dispositions });
    Ok(row.into())
}
