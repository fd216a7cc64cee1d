//! A batch's decisions and the new position, in one change.

use std::collections::HashMap;

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery};
use pronto_protocol::delivery::DeliveryState;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::NAME;
use crate::{context::Context, error::Result, ledger::Transaction};

/// Rows per statement: 22 values each, and SQLite takes 32,766.
const ROWS_MOST: usize = 500;

/// Keeps a batch; tells where the follower stands. That is further than `upto` or short of it when another node has decided
/// the batch: then nothing is written.
pub(super) async fn keep(
    context: &Context,
    organization_id: Uuid,
    from: i64,
    upto: i64,
    fresh: Vec<delivery::Model>,
    cancelled: HashMap<String, Vec<Uuid>>,
) -> Result<i64> {
    let batch = Batch { from, upto, fresh, cancelled };
    context.ledger.commit(organization_id, move |transaction| write(transaction, batch).boxed()).await
}

struct Batch {
    from: i64,
    upto: i64,
    fresh: Vec<delivery::Model>,
    cancelled: HashMap<String, Vec<Uuid>>,
}

async fn write(transaction: &mut Transaction, batch: Batch) -> Result<i64> {
    let organization_id = transaction.organization_id();
    if let Some(seq) = transaction.advance_follower(NAME, batch.from, batch.upto).await? {
        return Ok(seq);
    }
    for rows in batch.fresh.chunks(ROWS_MOST) {
        let rows = rows.iter().cloned().map(|row| row.into_active_model().reset_all());
        let once = [delivery::Column::DeviceId, delivery::Column::EventSeq, delivery::Column::Kind];
        delivery::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(transaction.db())
            .await?;
    }
    for (reason, ids) in batch.cancelled {
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(DeliveryState::Cancelled.as_str()))
            .col_expr(delivery::Column::Reason, Expr::value(reason))
            .col_expr(delivery::Column::DueAt, Expr::value(Option::<i64>::None))
            .filter(delivery::Column::OrganizationId.eq(organization_id))
            .filter(delivery::Column::Id.is_in(ids))
            .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)))
            .exec(transaction.db())
            .await?;
    }
    Ok(batch.upto)
}
