//! Asks a screen for which pushes were held back whether it is still there, and pushes after all when it is not.
//!
//! A socket outlives its network: a phone that leaves the Wi-Fi without a word seems to have the app on screen for more than
//! a minute. So nothing is held back for good before the socket has answered a ping that went out behind the event.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery};
use pronto_protocol::{agent::Availability, delivery::DeliveryState, device::PushState, push::PushKind};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    hub::Presence,
    ledger::Transaction,
    push::decide::{Decision, FOR_SCREEN, Occasion, Reach, SCREEN_SILENT, Screen, decide},
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
    let elsewhere = Elsewhere {
        device_id,
        sockets: context.hub.presence(organization_id, agent_id),
        delay_ms: i64::try_from(context.config.push.on_screen_delay_ms).unwrap_or(i64::MAX),
    };
    let queued = context
        .ledger
        .commit(organization_id, move |transaction| queue(transaction, elsewhere, delivery_ids).boxed())
        .await?;
    if queued {
        context.deliveries.wake();
    }
    Ok(())
}

/// Where else the agent may read what this device did not show.
struct Elsewhere {
    device_id: Uuid,
    sockets: Vec<Presence>,
    delay_ms: i64,
}

impl Elsewhere {
    /// When a push is due: as if it were decided now. Whether it is wanted at all is for the sender to ask.
    fn due_at(&self, row: &delivery::Model, now_ms: i64) -> i64 {
        let screens: Vec<Screen> =
            self.sockets.iter().map(|socket| Screen::of(socket, row.chat_id, row.conversation_id)).collect();
        let availability = Availability::Ready;
        let occasion = Occasion { kind: row.kind.0, availability, over: None, unwanted: None };
        match decide(&occasion, &Reach { device_id: self.device_id, token: PushState::Active }, &screens) {
            Decision::After(_) => now_ms.saturating_add(self.delay_ms),
            Decision::Now | Decision::Suppress(_) => now_ms,
        }
    }
}

/// Queues what is still of use; tells whether that is anything. What expired in between stays as it is: it was not sent.
async fn queue(transaction: &mut Transaction, elsewhere: Elsewhere, delivery_ids: Vec<Uuid>) -> Result<bool> {
    let now_ms = transaction.now_ms();
    let device_id = elsewhere.device_id;
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
    let others = others_since(transaction, device_id, &held, since_ms).await?;
    let is_old = |row: &&delivery::Model| held.iter().chain(&others).any(|newer| replaces(newer, row));
    let (mut old, wanted): (Vec<&delivery::Model>, Vec<&delivery::Model>) = held.iter().partition(is_old);
    let mut due: BTreeMap<i64, Vec<&delivery::Model>> = BTreeMap::new();
    for row in wanted {
        let mut due_at = elsewhere.due_at(row, now_ms);
        // Sent later, it would take the place of what is newer.
        for older in others.iter().filter(|other| other.state.0 == DeliveryState::Queued && replaces(row, other)) {
            due_at = turn(due_at, older);
            old.push(older);
        }
        due.entry(due_at).or_default().push(row);
    }
    set(transaction, &old, DeliveryState::Cancelled, "superseded", None).await?;
    for (due_at, rows) in &due {
        set(transaction, rows, DeliveryState::Queued, SCREEN_SILENT, Some(*due_at)).await?;
    }
    Ok(!due.is_empty())
}

/// When what takes an older push's place is due: at that one's turn, so that a chat in which somebody writes all the time is
/// pushed for all the same. The pause that a provider asked for stays, and so does the distance between two clears.
fn turn(due_at: i64, older: &delivery::Model) -> i64 {
    let older_due_at = older.due_at.unwrap_or(due_at);
    if older.attempts > 0 || older.kind.0 == PushKind::Clear {
        due_at.max(older_due_at)
    } else {
        due_at.min(older_due_at)
    }
}

/// What waits to be pushed to the device of the same chats and conversations, however old, and what was pushed since then.
async fn others_since(
    transaction: &Transaction,
    device_id: Uuid,
    held: &[delivery::Model],
    since_ms: i64,
) -> Result<Vec<delivery::Model>> {
    let same = Condition::any()
        .add(delivery::Column::ChatId.is_in(held.iter().filter_map(|row| row.chat_id)))
        .add(delivery::Column::ConversationId.is_in(held.iter().filter_map(|row| row.conversation_id)));
    let pushed = Condition::all()
        .add(delivery::Column::State.eq(Word(DeliveryState::Accepted)))
        .add(delivery::Column::CreatedAt.gte(since_ms));
    let rows = delivery::Entity::find()
        .filter(delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(delivery::Column::DeviceId.eq(device_id))
        .filter(Condition::any().add(delivery::Column::State.eq(Word(DeliveryState::Queued))).add(pushed))
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
