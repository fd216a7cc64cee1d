//! Offers a chat again, a while after everybody had declined it.

use futures_util::FutureExt;
use pronto_entity::job;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    routing::{self, ROUTE_JOB},
};

/// Begins a waiting chat's next round, if that is still planned and due.
///
/// # Errors
/// A failure of the database.
pub async fn route_chat(context: &Context, organization_id: Uuid, chat_id: Uuid) -> Result<()> {
    let hub = context.hub.clone();
    context
        .ledger
        .commit(organization_id, move |transaction| async move { inner(transaction, &hub, chat_id).await }.boxed())
        .await
}

async fn inner(transaction: &mut Transaction, hub: &Hub, chat_id: Uuid) -> Result<()> {
    // Another node may have done it, or planned it anew since.
    let due = job::Entity::find()
        .filter(job::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(job::Column::SubjectId.eq(chat_id))
        .filter(job::Column::Kind.eq(ROUTE_JOB))
        .filter(job::Column::RunAt.lte(transaction.now_ms()))
        .count(transaction.db())
        .await?;
    if due == 0 {
        return Ok(());
    }
    transaction.drop_jobs(ROUTE_JOB, chat_id).await?;
    routing::go_round(transaction, hub, chat_id).await
}
