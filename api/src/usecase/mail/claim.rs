//! Takes mails that are due, so that no other node sends them too.

use futures_util::FutureExt;
use pronto_entity::{column::Word, mail};
use pronto_protocol::mail::MailState;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{context::Context, error::Result, ledger::Transaction};

/// Mails taken at once.
const BATCH: u64 = 20;
/// How long whoever has taken a mail has for it; after a crash it is tried again then.
const HELD_MS: i64 = 600_000;

/// Mails that are due, each taken for the caller alone; and when the next one is due.
///
/// # Errors
/// A failure of the database.
pub async fn claim_due(context: &Context) -> Result<(Vec<mail::Model>, Option<i64>)> {
    let now_ms = context.clock.now_ms();
    let waiting = mail::Entity::find()
        .filter(mail::Column::DueAt.is_not_null())
        .order_by_asc(mail::Column::DueAt)
        .limit(BATCH)
        .all(context.db())
        .await?;
    let mut taken = Vec::new();
    let mut next_ms = None;
    for row in waiting {
        let due_at = row.due_at.unwrap_or_default();
        if due_at > now_ms {
            next_ms = Some(due_at);
            break;
        }
        let (id, organization_id) = (row.id, row.organization_id);
        if context.ledger.commit(organization_id, move |transaction| take(transaction, id, due_at).boxed()).await? {
            taken.push(mail::Model { attempts: row.attempts + 1, ..row });
        }
    }
    Ok((taken, next_ms))
}

async fn take(transaction: &mut Transaction, id: Uuid, due_at: i64) -> Result<bool> {
    let taken = mail::Entity::update_many()
        .col_expr(mail::Column::DueAt, Expr::value(transaction.now_ms() + HELD_MS))
        .col_expr(mail::Column::Attempts, Expr::col(mail::Column::Attempts).add(1))
        .filter(mail::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(mail::Column::Id.eq(id))
        .filter(mail::Column::State.eq(Word(MailState::Queued)))
        .filter(mail::Column::DueAt.eq(due_at))
        .exec(transaction.db())
        .await?;
    Ok(taken.rows_affected == 1)
}
