//! Forgets mails that were kept for as long as their queue, or the organization, keeps chats.

use futures_util::FutureExt;
use pronto_entity::{column::Word, mail};
use pronto_protocol::mail::MailState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    usecase::queue::{Kept, kept},
};

/// Forgets mails that were sent, given up or not sent, in every organization. Those of an erased chat have gone with it.
///
/// # Errors
/// A failure of the database.
pub async fn forget_old(context: &Context) -> Result<()> {
    for Kept { organization_id, queue_id, before_ms } in kept(context).await? {
        context
            .ledger
            .commit(organization_id, move |transaction| forget(transaction, queue_id, before_ms).boxed())
            .await?;
    }
    Ok(())
}

async fn forget(transaction: &mut Transaction, queue_id: Uuid, before_ms: i64) -> Result<()> {
    mail::Entity::delete_many()
        .filter(mail::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(mail::Column::QueueId.eq(queue_id))
        .filter(mail::Column::CreatedAt.lt(before_ms))
        .filter(mail::Column::State.ne(Word(MailState::Queued)))
        .exec(transaction.db())
        .await?;
    Ok(())
}
