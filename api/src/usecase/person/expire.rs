//! Plans the erasure of chats that were kept for as long as their queue, or the organization, keeps them.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, job};
use pronto_protocol::chat::ChatState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::ERASE_JOB;
use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    usecase::queue::{Kept, kept},
};

/// Chats that one change plans at most.
const BATCH: usize = 500;

/// Plans what is due, in every organization.
///
/// # Errors
/// A failure of the database.
pub async fn expire(context: &Context) -> Result<()> {
    for Kept { organization_id, queue_id, before_ms } in kept(context).await? {
        while plan_batch(context, organization_id, queue_id, before_ms).await? == BATCH {}
    }
    Ok(())
}

async fn plan_batch(context: &Context, organization_id: Uuid, queue_id: Uuid, before_ms: i64) -> Result<usize> {
    context.ledger.commit(organization_id, move |transaction| plan(transaction, queue_id, before_ms).boxed()).await
}

async fn plan(transaction: &mut Transaction, queue_id: Uuid, before_ms: i64) -> Result<usize> {
    let planned = job::Entity::find()
        .select_only()
        .column(job::Column::SubjectId)
        .filter(job::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(job::Column::Kind.eq(ERASE_JOB));
    let due = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::QueueId.eq(queue_id))
        .filter(chat::Column::State.eq(Word(ChatState::Closed)))
        .filter(chat::Column::ClosedAt.lt(before_ms))
        .filter(chat::Column::ErasedAt.is_null())
        .filter(chat::Column::Id.not_in_subquery(planned.into_query()))
        .order_by_asc(chat::Column::ClosedAt)
        .limit(BATCH as u64)
        .all(transaction.db())
        .await?;
    for chat in &due {
        transaction.plan_job(ERASE_JOB, chat.id, transaction.now_ms()).await?;
    }
    Ok(due.len())
}
