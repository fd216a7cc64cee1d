//! Asks a screen for which pushes were held back whether it is still there, and pushes after all when it is not.
//!
//! A socket outlives its network: a phone that leaves the Wi-Fi without a word seems to have the app on screen for more than
//! a minute. So nothing is held back for good before the socket has answered a ping that went out behind the event.

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery};
use pronto_protocol::{delivery::DeliveryState, push::PushKind};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    push::decide::{FOR_SCREEN, SCREEN_SILENT},
};

/// Asks the device's sockets about deliveries that were held back for its screen: to be called after they were kept, and again
/// when a socket ends that has not answered. When none of them has the app on screen (any more), the deliveries are queued; the
/// sender asks once more whether each is still wanted, so that what was read or taken meanwhile does not ring.
///
/// # Errors
/// A failure of the database.
pub async fn ask_screen(
    context: &Context,
    organization_id: Uuid,
    agent_id: Uuid,
    device_id: Uuid,
    delivery_ids: Vec<Uuid>,
) -> Result<()> {
    if context.hub.ask(organization_id, agent_id, device_id, &delivery_ids) {
        return Ok(());
    }
    let queued = context
        .ledger
        .commit(organization_id, move |transaction| queue(transaction, device_id, delivery_ids).boxed())
        .await?;
    if queued {
        context.deliveries.wake();
    }
    Ok(())
}

/// Queues what is still of use; tells whether that is anything. What expired in between stays as it is: it was not sent.
async fn queue(transaction: &mut Transaction, device_id: Uuid, delivery_ids: Vec<Uuid>) -> Result<bool> {
    let now_ms = transaction.now_ms();
    let held = delivery::Entity::find()
        .filter(delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(delivery::Column::DeviceId.eq(device_id))
        .filter(delivery::Column::Id.is_in(delivery_ids))
        .filter(delivery::Column::State.is_in([Word(DeliveryState::Suppressed), Word(DeliveryState::Cancelled)]))
        .filter(delivery::Column::Reason.is_in(FOR_SCREEN))
        .filter(delivery::Column::ExpiresAt.gt(now_ms))
        .all(transaction.db())
        .await?;
    let Some(since_ms) = held.iter().map(|row| row.created_at).min() else { return Ok(false) };
    let sent = sent_since(transaction, device_id, &held, since_ms).await?;
    let is_old = |row: &&delivery::Model| held.iter().chain(&sent).any(|newer| replaces(newer, row));
    let (old, wanted): (Vec<&delivery::Model>, Vec<&delivery::Model>) = held.iter().partition(is_old);
    set(transaction, &old, DeliveryState::Cancelled, "superseded", None).await?;
    set(transaction, &wanted, DeliveryState::Queued, SCREEN_SILENT, Some(now_ms)).await?;
    Ok(!wanted.is_empty())
}

/// What was pushed to the device, or is about to be, of the same chats and conversations since then.
async fn sent_since(
    transaction: &Transaction,
    device_id: Uuid,
    held: &[delivery::Model],
    since_ms: i64,
) -> Result<Vec<delivery::Model>> {
    let same = Condition::any()
        .add(delivery::Column::ChatId.is_in(held.iter().filter_map(|row| row.chat_id)))
        .add(delivery::Column::ConversationId.is_in(held.iter().filter_map(|row| row.conversation_id)));
    let rows = delivery::Entity::find()
        .filter(delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(delivery::Column::DeviceId.eq(device_id))
        .filter(delivery::Column::State.is_in([Word(DeliveryState::Queued), Word(DeliveryState::Accepted)]))
        .filter(delivery::Column::CreatedAt.gte(since_ms))
        .filter(same)
        .all(transaction.db())
        .await?;
    Ok(rows)
}

/// Whether one push takes the place of an older one: of a chat's messages, and of its clears, only the latest is shown.
fn replaces(newer: &delivery::Model, older: &delivery::Model) -> bool {
    matches!(older.kind.0, PushKind::Message | PushKind::Direct | PushKind::Clear)
        && newer.kind == older.kind
        && (newer.chat_id, newer.conversation_id) == (older.chat_id, older.conversation_id)
        && newer.offer_id.is_none()
        && older.offer_id.is_none()
        && newer.event_seq > older.event_seq
}

async fn set(
    transaction: &Transaction,
    rows: &[&delivery::Model],
    state: DeliveryState,
    reason: &str,
    due_at: Option<i64>,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state.as_str()))
        .col_expr(delivery::Column::Reason, Expr::value(reason))
        .col_expr(delivery::Column::DueAt, Expr::value(due_at))
        .filter(delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(delivery::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(transaction.db())
        .await?;
    Ok(())
}
