//! A batch's outcome before it is written: new deliveries, and deliveries that are no longer needed.

use std::collections::HashMap;

use pronto_entity::{column::Word, delivery};
use pronto_protocol::{delivery::DeliveryState, push::PushKind};
use uuid::Uuid;

use crate::push::decide::{Decision, NOW};

/// Least time between two clears of one chat on one device.
const CLEAR_EVERY_MS: i64 = 60_000;

/// The plan.
pub(super) struct Plan {
    pub organization_id: Uuid,
    pub now_ms: i64,
    on_screen_delay_ms: i64,
    new_id: Box<dyn FnMut() -> Uuid + Send>,
    rows: Vec<Entry>,
}

struct Entry {
    row: delivery::Model,
    /// Made by this batch.
    fresh: bool,
    /// Known from before, and cancelled by this batch.
    cancelled: bool,
}

/// What a delivery is about, apart from its device.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    pub agent_id: Uuid,
    pub event_seq: i64,
    pub kind: PushKind,
    pub chat_id: Option<Uuid>,
    pub conversation_id: Option<Uuid>,
    pub offer_id: Option<Uuid>,
    pub position: Option<i64>,
    pub expires_at_ms: i64,
}

impl Plan {
    pub(super) fn new(
        organization_id: Uuid,
        now_ms: i64,
        on_screen_delay_ms: i64,
        known: Vec<delivery::Model>,
        new_id: impl FnMut() -> Uuid + Send + 'static,
    ) -> Self {
        let rows = known.into_iter().map(|row| Entry { row, fresh: false, cancelled: false }).collect();
        Self { organization_id, now_ms, on_screen_delay_ms, new_id: Box::new(new_id), rows }
    }

    /// Nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        !self.rows.iter().any(|entry| entry.fresh || entry.cancelled)
    }

    /// New rows, and ids to cancel by reason.
    pub(super) fn into_changes(self) -> (Vec<delivery::Model>, HashMap<String, Vec<Uuid>>) {
        let mut cancelled: HashMap<String, Vec<Uuid>> = HashMap::new();
        let mut fresh = Vec::new();
        for entry in self.rows {
            if entry.fresh {
                fresh.push(entry.row);
            } else if entry.cancelled {
                cancelled.entry(entry.row.reason).or_default().push(entry.row.id);
            }
        }
        (fresh, cancelled)
    }

    /// Deliveries known from before or made by this batch.
    pub(super) fn rows(&self) -> impl Iterator<Item = &delivery::Model> {
        self.rows.iter().map(|entry| &entry.row)
    }

    /// Cancels deliveries that wait.
    pub(super) fn cancel(&mut self, reason: &str, which: impl Fn(&delivery::Model) -> bool) {
        for entry in &mut self.rows {
            if entry.row.state.0 == DeliveryState::Queued && which(&entry.row) {
                entry.row.state = Word(DeliveryState::Cancelled);
                entry.row.reason = reason.to_owned();
                entry.row.due_at = None;
                entry.cancelled = !entry.fresh;
            }
        }
    }

    /// Adds a row for a decision about one device.
    pub(super) fn add(&mut self, draft: &Draft, device: Option<(Uuid, Uuid)>, decision: Decision) {
        let (state, reason, due_at) = match decision {
            Decision::Now => (DeliveryState::Queued, NOW, Some(self.now_ms)),
            Decision::After(reason) => (DeliveryState::Queued, reason, Some(self.now_ms + self.on_screen_delay_ms)),
            Decision::Suppress(reason) => (DeliveryState::Suppressed, reason, None),
        };
        let row = delivery::Model {
            id: (self.new_id)(),
            organization_id: self.organization_id,
            agent_id: draft.agent_id,
            device_id: device.map(|(device_id, _)| device_id),
            session_id: device.map(|(_, session_id)| session_id),
            event_seq: Some(draft.event_seq),
            kind: Word(draft.kind),
            chat_id: draft.chat_id,
            conversation_id: draft.conversation_id,
            offer_id: draft.offer_id,
            position: draft.position,
            state: Word(state),
            reason: reason.to_owned(),
            attempts: 0,
            created_at: self.now_ms,
            due_at,
            expires_at: draft.expires_at_ms,
            accepted_at: None,
            provider_id: None,
            received_at: None,
            opened_at: None,
            acted_at: None,
        };
        let row = self.coalesce(row);
        self.rows.push(Entry { row, fresh: true, cancelled: false });
    }

    /// Only the latest message of a chat waits for a device. It takes the older one's turn, so that a chat in which somebody
    /// writes all the time is pushed for all the same; the pause that a provider asked for stays. Clears of a chat follow
    /// each other by a minute at least.
    fn coalesce(&mut self, mut row: delivery::Model) -> delivery::Model {
        if row.state.0 != DeliveryState::Queued || row.offer_id.is_some() {
            return row;
        }
        if !matches!(row.kind.0, PushKind::Message | PushKind::Direct | PushKind::Clear) {
            return row;
        }
        let (kind, device_id, chat_id, conversation_id) = (row.kind, row.device_id, row.chat_id, row.conversation_id);
        let same = move |other: &delivery::Model| {
            other.kind == kind
                && other.device_id == device_id
                && other.chat_id == chat_id
                && other.conversation_id == conversation_id
                && other.offer_id.is_none()
        };
        if kind.0 == PushKind::Clear {
            let sent = self.rows().filter(|other| same(other) && other.state.0 == DeliveryState::Accepted);
            let last_ms = sent.filter_map(|other| other.accepted_at).max();
            row.due_at = row.due_at.max(last_ms.map(|last_ms| last_ms + CLEAR_EVERY_MS));
        }
        for older in self.rows().filter(|other| same(other) && other.state.0 == DeliveryState::Queued) {
            row.due_at = if older.attempts > 0 { row.due_at.max(older.due_at) } else { row.due_at.min(older.due_at) };
        }
        self.cancel("superseded", same);
        row
    }
}
