//! Writes down what became of a post: taken, tried again later, given up; and switches off a webhook that takes nothing.

use futures_util::FutureExt;
use pronto_entity::{column::Word, webhook, webhook_delivery};
use pronto_protocol::{
    event::Change,
    webhook::{WebhookDeliveryState, WebhookDisabled, WebhookView},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use crate::{context::Context, error::Result, ledger::Transaction, push::retry::pause, usecase::webhook::TRIED_MS};

/// A claimed delivery is free again after so long, should this node have died, in milliseconds.
const LEASE_MS: i64 = 60_000;

/// What came of a post.
pub(super) enum Outcome {
    /// The receiver answered.
    Answered {
        /// HTTP status.
        status: u16,
        /// The beginning of the answer.
        text: String,
    },
    /// It did not; why.
    Unanswered(String),
    /// It was tried for as long as it may be.
    GivenUp,
    /// A whisper or a note, and the webhook asks for these no longer.
    Withheld,
}

/// Why there is no answer to what was withheld.
const WITHHELD: &str = "the webhook is not internal any more";

/// Counts a try and reserves it for this node; nothing when another has it.
pub(super) async fn claim(context: &Context, row: webhook_delivery::Model) -> Result<Option<webhook_delivery::Model>> {
    context.ledger.commit(row.organization_id, move |transaction| reserve(transaction, row).boxed()).await
}

async fn reserve(
    transaction: &mut Transaction,
    row: webhook_delivery::Model,
) -> Result<Option<webhook_delivery::Model>> {
    use webhook_delivery::Column;
    let now_ms = transaction.now_ms();
    let taken = webhook_delivery::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(now_ms + LEASE_MS))
        .col_expr(Column::Attempts, Expr::value(row.attempts + 1))
        .col_expr(Column::TriedAt, Expr::value(now_ms))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(Word(WebhookDeliveryState::Queued)))
        .filter(Column::DueAt.eq(row.due_at))
        .exec(transaction.db())
        .await?;
    Ok((taken.rows_affected == 1).then(|| webhook_delivery::Model { attempts: row.attempts + 1, ..row }))
}

/// Writes the outcome, and what it says of the webhook.
pub(super) async fn settle(
    context: &Context,
    webhook: &webhook::Model,
    row: &webhook_delivery::Model,
    outcome: Outcome,
) -> Result<()> {
    let (delivery_id, webhook_id, attempts) = (row.id, webhook.id, row.attempts);
    let result = match &outcome {
        Outcome::Answered { status: 200..=299, .. } => "accepted",
        Outcome::GivenUp => "given_up",
        Outcome::Withheld => "withheld",
        _ => "failed",
    };
    metrics::counter!("pronto_webhook_posts_total", "result" => result).increment(1);
    context
        .ledger
        .commit(row.organization_id, move |transaction| {
            async move { write(transaction, webhook_id, delivery_id, attempts, outcome).await }.boxed()
        })
        .await
}

async fn write(
    transaction: &mut Transaction,
    webhook_id: Uuid,
    delivery_id: Uuid,
    attempts: i32,
    outcome: Outcome,
) -> Result<()> {
    let now_ms = transaction.now_ms();
    let delivery = webhook_delivery::Entity::find_by_id(delivery_id)
        .filter(webhook_delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let webhook = webhook::Entity::find_by_id(webhook_id)
        .filter(webhook::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    // Removed meanwhile: nobody wants to know.
    let (Some(delivery), Some(webhook)) = (delivery, webhook) else { return Ok(()) };
    let expires_at = delivery.expires_at;
    let mut changed = delivery.into_active_model();
    let (taken, gone) = match &outcome {
        Outcome::Answered { status, .. } => ((200..300).contains(status), *status == 410),
        _ => (false, false),
    };
    match outcome {
        Outcome::Withheld => {
            // No fault of the receiver's.
            changed.state = Set(Word(WebhookDeliveryState::Failed));
            changed.due_at = Set(None);
            changed.answer = Set(Some(WITHHELD.to_owned()));
            changed.update(transaction.db()).await?;
            return Ok(());
        }
        Outcome::Answered { status, text } => {
            changed.status = Set(Some(i32::from(status)));
            changed.answer = Set(Some(text));
        }
        Outcome::Unanswered(why) => {
            changed.status = Set(None);
            changed.answer = Set(Some(why));
        }
        Outcome::GivenUp => {}
    }
    let wait_ms = i64::try_from(pause(attempts, None).as_millis()).unwrap_or(i64::MAX);
    if taken {
        changed.state = Set(Word(WebhookDeliveryState::Accepted));
        changed.due_at = Set(None);
    } else if gone || now_ms + wait_ms >= expires_at {
        changed.state = Set(Word(WebhookDeliveryState::Failed));
        changed.due_at = Set(None);
    } else {
        changed.due_at = Set(Some(now_ms + wait_ms));
    }
    changed.update(transaction.db()).await?;
    judge(transaction, webhook, taken, gone).await
}

/// A webhook that took nothing for three days, or says that it is gone, is switched off, and admins are told.
async fn judge(transaction: &mut Transaction, webhook: webhook::Model, taken: bool, gone: bool) -> Result<()> {
    let now_ms = transaction.now_ms();
    let failing_since = if taken { None } else { Some(webhook.failing_since.unwrap_or(now_ms)) };
    let failed = failing_since.is_some_and(|since| now_ms - since >= TRIED_MS);
    let why = match (gone, failed) {
        (true, _) => Some(WebhookDisabled::Gone),
        (_, true) => Some(WebhookDisabled::Failing),
        _ => None,
    };
    let off = why.filter(|_| webhook.disabled.is_none());
    if failing_since == webhook.failing_since && off.is_none() {
        return Ok(());
    }
    let mut changed = webhook.into_active_model();
    changed.failing_since = Set(failing_since);
    if let Some(why) = off {
        changed.disabled = Set(Some(Word(why)));
    }
    let view = WebhookView::from(changed.update(transaction.db()).await?);
    if off.is_some() {
        tracing::warn!(webhook_id = %view.id, "a webhook was switched off: it takes nothing");
        transaction.emit(Change::WebhookDisabled(view));
    }
    Ok(())
}
