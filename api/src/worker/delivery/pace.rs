//! At most one alert of a conversation per device in two seconds: what comes meanwhile replaces what waits.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use pronto_entity::delivery;
use pronto_protocol::push::PushKind;
use uuid::Uuid;

/// Least time between two alerts of one conversation on one device.
const ALERT_EVERY_MS: i64 = 2_000;
/// Conversations remembered before the old ones are forgotten.
const REMEMBERED_MOST: usize = 10_000;

/// When each conversation was last heard on each device. In memory: after a restart one alert may come too early.
#[derive(Default)]
pub(super) struct Pace {
    last: Mutex<HashMap<(Uuid, Uuid), i64>>,
}

impl Pace {
    /// When this alert may be heard, if not now. A second try is the same alert.
    pub(super) fn not_before(&self, row: &delivery::Model, now_ms: i64) -> Option<i64> {
        let last_ms = *self.lock().get(&key(row).filter(|_| row.attempts == 0)?)?;
        Some(last_ms + ALERT_EVERY_MS).filter(|at_ms| *at_ms > now_ms)
    }

    /// It is heard now.
    pub(super) fn note(&self, row: &delivery::Model, now_ms: i64) {
        let Some(key) = key(row) else { return };
        let mut last = self.lock();
        if last.len() >= REMEMBERED_MOST {
            last.retain(|_, at_ms| *at_ms + ALERT_EVERY_MS > now_ms);
        }
        last.insert(key, now_ms);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(Uuid, Uuid), i64>> {
        self.last.lock().expect("nothing panics while it holds the pace")
    }
}

fn key(row: &delivery::Model) -> Option<(Uuid, Uuid)> {
    let paced = matches!(row.kind.0, PushKind::Message | PushKind::Direct);
    Some((row.device_id?, row.chat_id.or(row.conversation_id)?)).filter(|_| paced)
}
