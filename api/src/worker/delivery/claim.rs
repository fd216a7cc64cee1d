//! Takes a delivery before it is handed over, so that no other node hands it over too: all of them read the same rows, and sleep
//! until the same time.

use std::{future::pending, time::Duration};

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery};
use pronto_protocol::delivery::DeliveryState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{context::Context, error::Result, ledger::Transaction, push::outcome::Outcome};

/// A delivery that was taken is free again after so long. Short, so that an offer outlives the node that was at it; whoever
/// waits longer for a provider takes it again in time.
const HELD_MS: i64 = 15_000;
/// How often it is taken again while it is on its way.
const AGAIN_EVERY: Duration = Duration::from_secs(5);

/// Takes a delivery as it was read; tells until when it is this node's. Nothing when another has it, or when it is no longer
/// wanted.
pub(super) async fn take(context: &Context, row: &delivery::Model) -> Result<Option<i64>> {
    take_from(context, row, row.due_at).await
}

/// Keeps a delivery for as long as it is on its way.
pub(super) async fn keep(
    context: &Context,
    row: &delivery::Model,
    until_ms: i64,
    way: impl Future<Output = Outcome>,
) -> Outcome {
    let keeping = async {
        let mut held = Some(until_ms);
        while held.is_some() {
            context.clock.sleep(AGAIN_EVERY).await;
            match take_from(context, row, held).await {
                Ok(again) => held = again,
                Err(error) => tracing::warn!(%error, delivery_id = %row.id, "a push on its way could not be kept"),
            }
        }
        pending::<Outcome>().await
    };
    tokio::select! {
        biased;
        outcome = way => outcome,
        outcome = keeping => outcome,
    }
}

async fn take_from(context: &Context, row: &delivery::Model, due_at: Option<i64>) -> Result<Option<i64>> {
    let (id, organization_id) = (row.id, row.organization_id);
    context.ledger.commit(organization_id, move |transaction| hold(transaction, id, due_at).boxed()).await
}

async fn hold(transaction: &mut Transaction, id: Uuid, due_at: Option<i64>) -> Result<Option<i64>> {
    let until_ms = transaction.now_ms() + HELD_MS;
    let taken = delivery::Entity::update_many()
        .col_expr(delivery::Column::DueAt, Expr::value(until_ms))
        .filter(delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(delivery::Column::Id.eq(id))
        .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)))
        .filter(delivery::Column::DueAt.eq(due_at))
        .exec(transaction.db())
        .await?;
    Ok((taken.rows_affected == 1).then_some(until_ms))
}
