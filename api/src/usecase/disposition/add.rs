//! Adds a disposition.

use futures_util::FutureExt;
use pronto_entity::disposition;
use pronto_protocol::{
    disposition::{AddDispositionRequest, DispositionView},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::own::refuse_second;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    usecase::{queue, text::check_name},
};

/// Adds a disposition; the caller is an admin.
///
/// # Errors
/// `invalid_fields`; `not_found` (queue); `already_exists` when there is one of this name for the same chats.
pub async fn add(context: &Context, admin: &Agent, request: AddDispositionRequest) -> Result<DispositionView> {
    let name = check_name("name", &request.name)?;
    let request = AddDispositionRequest { name, ..request };
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, request).boxed()).await
}

async fn inner(transaction: &mut Transaction, request: AddDispositionRequest) -> Result<DispositionView> {
    if let Some(queue_id) = request.queue_id {
        queue::find(transaction.db(), transaction.organization_id(), queue_id).await?;
    }
    refuse_second(transaction, request.queue_id, &request.name, None).await?;
    let row = disposition::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        queue_id: Set(request.queue_id),
        name: Set(request.name),
        active: Set(true),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::Dispositions });
    Ok(row.into())
}
