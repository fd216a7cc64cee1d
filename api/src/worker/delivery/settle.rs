//! What became of a push, written down; and what follows from it for the device, the push app and what else waits.

mod accept;
mod bury;
mod rest;

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery};
use pronto_protocol::{delivery::DeliveryState, push::PushProvider};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{parcel::Parcel, provider};
use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    push::{
        outcome::{Fault, Outcome, Scope},
        retry,
    },
};

/// How reasons begin of what waits for a push app that rests.
pub(super) const PAUSED: &str = "paused: ";

/// The new standing of a delivery.
struct Standing {
    state: DeliveryState,
    reason: String,
    due_at: Option<i64>,
    /// Whether it was handed to the provider.
    tried: bool,
}

/// Writes an end that did not need the provider.
pub(super) async fn end(
    context: &Context,
    row: delivery::Model,
    provider: PushProvider,
    state: DeliveryState,
    reason: String,
) -> Result<()> {
    count(&row, provider, state.as_str(), &reason);
    let standing = Standing { state, reason, due_at: None, tried: false };
    keep(context, row, standing).await
}

/// Puts a delivery off that could not be handed over yet.
pub(super) async fn postpone(
    context: &Context,
    row: delivery::Model,
    until_ms: i64,
    reason: Option<String>,
) -> Result<()> {
    let reason = reason.unwrap_or_else(|| row.reason.clone());
    let standing = Standing { state: DeliveryState::Queued, reason, due_at: Some(until_ms), tried: false };
    keep(context, row, standing).await
}

/// Writes what the provider made of it.
pub(super) async fn write(context: &Context, row: delivery::Model, parcel: &Parcel, outcome: Outcome) -> Result<()> {
    let now_ms = context.clock.now_ms();
    let provider = provider(parcel.platform);
    let takes_the_app = !matches!(outcome, Outcome::TryLater { .. } | Outcome::Refused { fault: Fault::Config, .. });
    if takes_the_app && context.breakers.close(parcel.app.id) {
        rest::resume(context, &row, parcel.app.id).await?;
    }
    match outcome {
        Outcome::Accepted { provider_id } => {
            count(&row, provider, "accepted", "");
            accept::write(context, row, provider_id).await
        }
        Outcome::TokenDead { since_ms, reason } => {
            count(&row, provider, "token_dead", &reason);
            bury::write(context, row, parcel.token_hash.clone(), since_ms, reason).await
        }
        Outcome::TryLater { after, scope, reason } => {
            count(&row, provider, "try_later", &reason);
            let pause = retry::pause(row.attempts.saturating_add(1), after);
            let due_at = now_ms.saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
            if scope == Scope::Provider {
                context.breakers.slow(parcel.app.id, parcel.app.version, &reason, due_at);
            }
            let standing = later(context, &row, due_at, reason);
            keep(context, row, standing).await
        }
        Outcome::Refused { fault: Fault::Config, reason } => {
            count(&row, provider, "paused", &reason);
            tracing::error!(push_app_id = %parcel.app.id, reason, "the provider refuses the push app; its pushes wait");
            let until_ms = context.breakers.open(parcel.app.id, parcel.app.version, &reason, now_ms);
            rest::pause(context, row, parcel.app.id, until_ms, &reason).await
        }
        Outcome::Refused { fault: fault @ (Fault::Bug | Fault::TooLarge), reason } => {
            count(&row, provider, "failed", &reason);
            tracing::error!(delivery_id = %row.id, ?fault, reason, "the provider refuses a push as malformed");
            keep(context, row, Standing { state: DeliveryState::Failed, reason, due_at: None, tried: true }).await
        }
    }
}

/// Waits for another try, unless it would be of no use by then.
fn later(context: &Context, row: &delivery::Model, due_at: i64, reason: String) -> Standing {
    let patience_ms = i64::from(context.config.push.retry_most_minutes) * 60_000;
    let until_ms = row.expires_at.min(row.created_at.saturating_add(patience_ms));
    if due_at >= until_ms {
        let reason = format!("expired after {reason}");
        return Standing { state: DeliveryState::Failed, reason, due_at: None, tried: true };
    }
    Standing { state: DeliveryState::Queued, reason, due_at: Some(due_at), tried: true }
}

async fn keep(context: &Context, row: delivery::Model, standing: Standing) -> Result<()> {
    let organization_id = row.organization_id;
    context
        .ledger
        .commit(organization_id, move |transaction| async move { set(transaction, &row, &standing).await }.boxed())
        .await
}

/// Sets a delivery's standing. One that was cancelled meanwhile stays cancelled; only its tries are counted.
async fn set(transaction: &Transaction, row: &delivery::Model, standing: &Standing) -> Result<()> {
    use sea_orm::ExprTrait; // here only: it would give numbers a second `min`
    let this = || {
        delivery::Entity::update_many()
            .filter(delivery::Column::OrganizationId.eq(row.organization_id))
            .filter(delivery::Column::Id.eq(row.id))
    };
    if standing.tried {
        this()
            .col_expr(delivery::Column::Attempts, Expr::col(delivery::Column::Attempts).add(1))
            .exec(transaction.db())
            .await?;
    }
    let mut change = this()
        .col_expr(delivery::Column::State, Expr::value(standing.state.as_str()))
        .col_expr(delivery::Column::Reason, Expr::value(standing.reason.as_str()))
        .col_expr(delivery::Column::DueAt, Expr::value(standing.due_at))
        .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)));
    if !standing.tried {
        // Only as it was read: another node may have taken it since, and settles it.
        change = change.filter(delivery::Column::DueAt.eq(row.due_at));
    }
    change.exec(transaction.db()).await?;
    Ok(())
}

fn count(row: &delivery::Model, provider: PushProvider, outcome: &'static str, reason: &str) {
    let labels = [
        ("provider", provider.as_str().to_owned()),
        ("kind", row.kind.0.as_str().to_owned()),
        ("outcome", outcome.to_owned()),
        ("reason", reason.to_owned()),
    ];
    metrics::counter!("pronto_push_deliveries_total", &labels).increment(1);
}
