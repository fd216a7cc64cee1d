//! Takes what is due, so that no other node does it too.

use futures_util::FutureExt;
use pronto_entity::{column::Word, whatsapp_account, whatsapp_delivery, whatsapp_message};
use pronto_protocol::whatsapp::WhatsappDeliveryState;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{context::Context, error::Result, ledger::Transaction};

/// Taken at once.
const BATCH: u64 = 32;
/// How long whoever has taken something has for it. After a crash it is tried again then, unless a status has told meanwhile
/// that it went out.
const HELD_MS: i64 = 90_000;

/// Something that was taken, or when to look again.
#[derive(Clone, Debug)]
pub struct Claimed<T> {
    /// Taken for the caller alone.
    pub taken: Vec<T>,
    /// When the next is due, in Unix milliseconds.
    pub next_ms: Option<i64>,
}

/// Deliveries that are due, each the first that waits for its person: what one says goes out in order.
///
/// # Errors
/// A failure of the database.
pub async fn claim_delivery(context: &Context) -> Result<Claimed<whatsapp_delivery::Model>> {
    use whatsapp_delivery::Column;
    let now_ms = context.clock.now_ms();
    let waiting = || whatsapp_delivery::Entity::find().filter(Column::DueAt.is_not_null());
    let heads = waiting()
        .filter(Column::DueAt.lte(now_ms))
        .filter(Expr::exists(earlier()).not())
        // Those of a number that is switched off wait until it is on again.
        .filter(Column::AccountId.not_in_subquery(switched_off()))
        .order_by_asc(Column::DueAt)
        .limit(BATCH)
        .all(context.db())
        .await?;
    let mut taken = Vec::new();
    for row in heads {
        let (id, due_at, organization_id) = (row.id, row.due_at, row.organization_id);
        let mine = context.ledger.commit(organization_id, move |transaction| take(transaction, id, due_at).boxed());
        if mine.await? {
            taken.push(whatsapp_delivery::Model { attempts: row.attempts + 1, ..row });
        }
    }
    let next = waiting().filter(Column::DueAt.gt(now_ms)).order_by_asc(Column::DueAt).one(context.db()).await?;
    Ok(Claimed { taken, next_ms: next.and_then(|row| row.due_at) })
}

/// What goes out to the same person before a row.
fn earlier() -> SelectStatement {
    use whatsapp_delivery::Column;
    let other = Alias::new("earlier");
    let here = |column: Column| Expr::col((whatsapp_delivery::Entity, column));
    let there = |column: Column| Expr::col((Alias::new("earlier"), column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(whatsapp_delivery::Entity, other)
        .and_where(there(Column::SenderId).eq(here(Column::SenderId)))
        .and_where(there(Column::AccountId).eq(here(Column::AccountId)))
        .and_where(there(Column::DueAt).is_not_null())
        .and_where(there(Column::Place).lt(here(Column::Place)))
        .take()
}

fn switched_off() -> SelectStatement {
    whatsapp_account::Entity::find()
        .select_only()
        .column(whatsapp_account::Column::Id)
        .filter(whatsapp_account::Column::Enabled.eq(false))
        .into_query()
}

async fn take(transaction: &mut Transaction, id: Uuid, due_at: Option<i64>) -> Result<bool> {
    use whatsapp_delivery::Column;
    let taken = whatsapp_delivery::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(transaction.now_ms() + HELD_MS))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(Word(WhatsappDeliveryState::Queued)))
        .filter(Column::DueAt.eq(due_at))
        .exec(transaction.db())
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Files that are to be fetched now.
///
/// # Errors
/// A failure of the database.
pub async fn claim_media(context: &Context) -> Result<Claimed<whatsapp_message::Model>> {
    use whatsapp_message::Column;
    let now_ms = context.clock.now_ms();
    let waiting = whatsapp_message::Entity::find()
        .filter(Column::DueAt.is_not_null())
        .order_by_asc(Column::DueAt)
        .limit(BATCH)
        .all(context.db())
        .await?;
    let mut claimed = Claimed { taken: Vec::new(), next_ms: None };
    for row in waiting {
        let due_at = row.due_at.unwrap_or_default();
        if due_at > now_ms {
            claimed.next_ms = Some(due_at);
            break;
        }
        let (id, organization_id) = (row.id, row.organization_id);
        let mine =
            context.ledger.commit(organization_id, move |transaction| take_media(transaction, id, due_at).boxed());
        if mine.await? {
            claimed.taken.push(whatsapp_message::Model { attempts: row.attempts + 1, ..row });
        }
    }
    Ok(claimed)
}

async fn take_media(transaction: &mut Transaction, id: Uuid, due_at: i64) -> Result<bool> {
    use whatsapp_message::Column;
    let taken = whatsapp_message::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(transaction.now_ms() + HELD_MS))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::Id.eq(id))
        .filter(Column::DueAt.eq(due_at))
        .exec(transaction.db())
        .await?;
    Ok(taken.rows_affected == 1)
}
