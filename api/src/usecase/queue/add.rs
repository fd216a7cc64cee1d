//! Adds a queue.

use futures_util::FutureExt;
use pronto_entity::{column::Json, queue};
use pronto_protocol::{
    error::ErrorCode,
    event::Change,
    queue::{AddQueueRequest, QueueView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{settings::check_settings, view};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::{check_name, check_slug},
};

/// Adds a queue; the caller is an admin.
///
/// # Errors
/// `invalid_fields`; `already_exists` when the slug is taken.
pub async fn add(context: &Context, admin: &Agent, request: AddQueueRequest) -> Result<QueueView> {
    let request = AddQueueRequest {
        slug: check_slug("slug", &request.slug)?,
        name: check_name("name", &request.name)?,
        settings: check_settings(request.settings)?,
    };
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, request).boxed()).await
}

async fn inner(transaction: &mut Transaction, request: AddQueueRequest) -> Result<QueueView> {
    let taken = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(queue::Column::Slug.eq(request.slug.as_str()))
        .count(transaction.db())
        .await?;
    if taken > 0 {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("There is a queue with this slug."));
    }
    let row = queue::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        slug: Set(request.slug),
        name: Set(request.name),
        settings: Set(Json(request.settings)),
        created_at: Set(transaction.now_ms()),
        seq: Set(transaction.next_seq()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(row.id);
    let added = view(transaction.db(), row).await?;
    transaction.emit(Change::QueueUpdated(added.clone()));
    Ok(added)
}
