//! Removes a subject; chats that were about it keep its name.

use futures_util::FutureExt;
use pronto_entity::{chat, subject};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes a subject; the caller is an admin.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, queue_id: Uuid, subject_id: Uuid) -> Result<()> {
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| inner(transaction, queue_id, subject_id).boxed())
        .await
}

async fn inner(transaction: &mut Transaction, queue_id: Uuid, subject_id: Uuid) -> Result<()> {
    let row = subject::Entity::find_by_id(subject_id)
        .filter(subject::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(subject::Column::QueueId.eq(queue_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    chat::Entity::update_many()
        .col_expr(chat::Column::SubjectId, Expr::value(Option::<Uuid>::None))
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::QueueId.eq(queue_id))
        .filter(chat::Column::SubjectId.eq(subject_id))
        .exec(transaction.db())
        .await?;
    row.delete(transaction.db()).await?;
    Ok(())
}
