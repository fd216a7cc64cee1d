//! Forgets events that are older than the log is kept for, old visits and old mails, plans the erasure of chats that are older
//! than they are kept for, ends sessions that nobody uses, and deletes files that no row names.

use std::time::Duration;

use futures_util::FutureExt;
use pronto_entity::{event, follower, organization_log, whatsapp_account};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use crate::{context::Context, error::Result, ledger::Transaction, usecase, whatsapp::FOLLOWER};

/// How often.
const EVERY: Duration = Duration::from_secs(3_600);
/// How often files are looked for that no row names, in milliseconds. Not before this server has run for as long: whoever puts a
/// copy of the database back has time to see that it is the right one.
const FILES_EVERY_MS: i64 = 86_400_000;
/// Sessions that one round ends at most.
const EXPIRED_PER_ROUND: usize = 500;

/// Runs until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut looked_at_ms = context.clock.now_ms();
    while stopping.run_until_cancelled(context.clock.sleep(EVERY)).await.is_some() {
        if let Err(error) = prune(&context).await {
            tracing::warn!(%error, "old events could not be forgotten");
        }
        if let Err(error) = usecase::person::expire(&context).await {
            tracing::warn!(%error, "the erasure of old chats could not be planned");
        }
        if let Err(error) = usecase::mail::forget_old(&context).await {
            tracing::warn!(%error, "old mails could not be forgotten");
        }
        if let Err(error) = usecase::webhook::forget_old(&context).await {
            tracing::warn!(%error, "old webhook deliveries could not be forgotten");
        }
        if let Err(error) = expire_sessions(&context).await {
            tracing::warn!(%error, "old sessions could not be ended");
        }
        if let Err(error) = usecase::visit::forget_old(&context).await {
            tracing::warn!(%error, "old visits could not be forgotten");
        }
        if context.clock.now_ms() - looked_at_ms >= FILES_EVERY_MS {
            looked_at_ms = context.clock.now_ms();
            if let Err(error) = usecase::attachment::discard_unnamed(&context).await {
                tracing::warn!(%error, "files that no row names could not be deleted");
            }
        }
    }
}

/// Ends sessions that were not used for too long, round by round.
async fn expire_sessions(context: &Context) -> Result<()> {
    while usecase::session::expire(context).await? >= EXPIRED_PER_ROUND {}
    Ok(())
}

/// Forgets what is too old, in every organization.
///
/// # Errors
/// A failure of the database.
pub async fn prune(context: &Context) -> Result<()> {
    let kept_ms = i64::from(context.config.event_retention_days) * 86_400_000;
    let before_ms = context.clock.now_ms() - kept_ms;
    for log in organization_log::Entity::find().all(context.db()).await? {
        let organization_id = log.organization_id;
        context.ledger.commit(organization_id, move |transaction| prune_log(transaction, before_ms).boxed()).await?;
    }
    Ok(())
}

async fn prune_log(transaction: &mut Transaction, before_ms: i64) -> Result<()> {
    let organization_id = transaction.organization_id();
    let last = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::At.lt(before_ms))
        .order_by_desc(event::Column::Seq)
        .one(transaction.db())
        .await?;
    let Some(last) = last else { return Ok(()) };
    // A follower that is behind still needs what it has not read.
    let slowest = slowest_follower(transaction, organization_id).await?.unwrap_or(last.seq);
    let until = last.seq.min(slowest);
    event::Entity::delete_many()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::Seq.lte(until))
        .exec(transaction.db())
        .await?;
    organization_log::Entity::update_many()
        .col_expr(organization_log::Column::PrunedSeq, Expr::value(until))
        .filter(organization_log::Column::OrganizationId.eq(organization_id))
        .filter(organization_log::Column::PrunedSeq.lt(until))
        .exec(transaction.db())
        .await?;
    Ok(())
}

async fn slowest_follower(transaction: &Transaction, organization_id: Uuid) -> Result<Option<i64>> {
    let mut followers = follower::Entity::find().filter(follower::Column::OrganizationId.eq(organization_id));
    let number = whatsapp_account::Entity::find()
        .filter(whatsapp_account::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?;
    if number.is_none() {
        // Nobody moves it on; a batch that was being read when the last number was removed can leave it behind.
        followers = followers.filter(follower::Column::Name.ne(FOLLOWER));
    }
    let row = followers.order_by_asc(follower::Column::Seq).one(transaction.db()).await?;
    Ok(row.map(|row| row.seq))
}
