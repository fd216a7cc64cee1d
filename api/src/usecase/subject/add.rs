//! Adds a subject to a queue.

use futures_util::FutureExt;
use pronto_entity::subject;
use pronto_protocol::{
    error::ErrorCode,
    queue::{AddSubjectRequest, SubjectView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::view;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::{queue, text::check_name},
};

/// Adds a subject; the caller is an admin.
///
/// # Errors
/// `not_found`, `invalid_fields`; `already_exists` when the queue has one of this name.
pub async fn add(context: &Context, admin: &Agent, queue_id: Uuid, request: AddSubjectRequest) -> Result<SubjectView> {
    let name = check_name("name", &request.name)?;
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, queue_id, name).boxed()).await
}

async fn inner(transaction: &mut Transaction, queue_id: Uuid, name: String) -> Result<SubjectView> {
    let organization_id = transaction.organization_id();
    queue::find(transaction.db(), organization_id, queue_id).await?;
    let taken = subject::Entity::find()
        .filter(subject::Column::OrganizationId.eq(organization_id))
        .filter(subject::Column::QueueId.eq(queue_id))
        .filter(subject::Column::Name.eq(name.as_str()))
        .count(transaction.db())
        .await?;
    if taken > 0 {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("The queue has a subject of this name."));
    }
    let row = subject::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(organization_id),
        queue_id: Set(queue_id),
        name: Set(name),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(row.id);
    Ok(view(row))
}
