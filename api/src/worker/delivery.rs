//! The sender of deliveries: takes what is due, asks once more whether it is still wanted, hands it to the provider, writes down
//! what became of it.
//!
//! The rows are the queue: nothing is known here that a restart would lose. A row is taken before it is handed over, for a short
//! while at a time: of several nodes one sends it, and another goes on with it when that one dies. When a node dies between a
//! provider's acceptance and our note of it, the push is sent again with the same id and the same collapse id, so that the device
//! shows it once. Each platform has its own loop, so that a slow provider does not hold up the others; a device has one push on
//! its way at a time, so that they arrive in order.

mod app;
mod claim;
mod pace;
mod parcel;
mod settle;
mod subject;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use pronto_entity::{column::Word, delivery, device};
use pronto_protocol::{
    delivery::DeliveryState,
    device::Platform,
    push::{PushKind, PushProvider},
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use tokio::{task::JoinSet, time::Instant};
use uuid::Uuid;

use self::{app::Apps, pace::Pace, parcel::Prepared};
use crate::{context::Context, error::Result, push::decide::FOR_SCREEN, usecase};

/// Pushes on their way at once to one platform.
const IN_FLIGHT_MOST: usize = 64;
/// How often the queue is looked at without being told.
const LOOK: Duration = Duration::from_secs(5);
/// Pause after the database failed, so that it is not asked in a circle.
const FAILURE_PAUSE: Duration = Duration::from_secs(2);

/// Sends deliveries until the server stops. What is on its way then is sent again when nobody holds it any more.
pub async fn run(context: Context) {
    let sender = Arc::new(Sender { context, apps: Apps::default(), pace: Pace::default() });
    tokio::join!(
        Lane::new(&sender, Platform::Ios).run(),
        Lane::new(&sender, Platform::Android).run(),
        Lane::new(&sender, Platform::Web).run(),
    );
}

/// What all sends share.
struct Sender {
    context: Context,
    apps: Apps,
    pace: Pace,
}

/// One platform's loop.
struct Lane {
    sender: Arc<Sender>,
    platform: Platform,
    sending: JoinSet<()>,
    /// Devices with a push on its way, by task.
    busy: HashMap<tokio::task::Id, Uuid>,
    /// Devices whose send panicked: left alone until the next start, or they would panic in a circle.
    broken: HashSet<Uuid>,
}

impl Lane {
    fn new(sender: &Arc<Sender>, platform: Platform) -> Self {
        let sender = Arc::clone(sender);
        Self { sender, platform, sending: JoinSet::new(), busy: HashMap::new(), broken: HashSet::new() }
    }

    async fn run(mut self) {
        let stopping = self.sender.context.tasks.stopping();
        let mut rings = self.sender.context.deliveries.rings();
        loop {
            rings.borrow_and_update();
            let look_ms = i64::try_from(LOOK.as_millis()).unwrap_or_default();
            let next_ms = match self.fill().await {
                Ok(next_ms) => next_ms,
                Err(error) => {
                    tracing::error!(%error, platform = %self.platform, "the delivery queue could not be read");
                    tokio::time::sleep(FAILURE_PAUSE).await;
                    None
                }
            };
            let next_ms = next_ms.unwrap_or_else(|| self.sender.context.clock.now_ms() + look_ms);
            tokio::select! {
                () = stopping.cancelled() => return,
                _ = rings.changed() => {}
                Some(ended) = self.sending.join_next_with_id() => self.ended(ended),
                () = self.sender.context.clock.sleep_until_ms(next_ms) => {}
                () = tokio::time::sleep(LOOK) => {}
            }
            while let Some(ended) = self.sending.try_join_next_with_id() {
                self.ended(ended);
            }
        }
    }

    fn ended(&mut self, ended: Result<(tokio::task::Id, ()), tokio::task::JoinError>) {
        let (task, panicked) = match ended {
            Ok((task, ())) => (task, false),
            Err(error) => (error.id(), error.is_panic()),
        };
        if let Some(device_id) = self.busy.remove(&task)
            && panicked
        {
            tracing::error!(%device_id, "sending a push panicked; this device gets none until the next start");
            self.broken.insert(device_id);
        }
    }

    /// Starts what is due, as far as there is room; tells when the next one is due.
    async fn fill(&mut self) -> Result<Option<i64>> {
        loop {
            let room = IN_FLIGHT_MOST.saturating_sub(self.sending.len());
            if room == 0 {
                return Ok(None);
            }
            let rows = self.waiting(room + 1).await?;
            let all_seen = rows.len() <= room;
            let now_ms = self.sender.context.clock.now_ms();
            let age_ms = rows.first().and_then(|row| row.due_at).map_or(0, |due_at| (now_ms - due_at).max(0));
            metrics::gauge!("pronto_push_queue_age_seconds", "provider" => provider(self.platform).as_str())
                .set(age_ms as f64 / 1000.0);
            let mut started = HashSet::new();
            for row in rows {
                let due_at = row.due_at.unwrap_or_default();
                if due_at > now_ms {
                    return Ok(Some(due_at));
                }
                let Some(device_id) = row.device_id else { continue };
                if started.len() < room && started.insert(device_id) {
                    let task = self.sending.spawn(deliver(Arc::clone(&self.sender), provider(self.platform), row));
                    self.busy.insert(task.id(), device_id);
                }
            }
            if all_seen || started.is_empty() {
                return Ok(None); // what is left waits for a device that is busy now
            }
        }
    }

    /// What waits for devices that are free, by when it is due.
    async fn waiting(&self, most: usize) -> Result<Vec<delivery::Model>> {
        let device =
            delivery::Entity::belongs_to(device::Entity).from(delivery::Column::DeviceId).to(device::Column::Id).into();
        let taken: Vec<Uuid> = self.busy.values().chain(&self.broken).copied().collect();
        let mut waiting = delivery::Entity::find()
            .join(JoinType::InnerJoin, device)
            .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)))
            .filter(device::Column::Platform.eq(Word(self.platform)))
            .order_by_asc(delivery::Column::DueAt)
            .order_by_asc(delivery::Column::Id)
            .limit(most as u64);
        if !taken.is_empty() {
            waiting = waiting.filter(delivery::Column::DeviceId.is_not_in(taken));
        }
        Ok(waiting.all(self.sender.context.db()).await?)
    }
}

/// One delivery from the queue to its new state.
async fn deliver(sender: Arc<Sender>, provider: PushProvider, row: delivery::Model) {
    let (id, kind) = (row.id, row.kind.0);
    if let Err(error) = try_deliver(&sender, provider, row).await {
        tracing::error!(%error, delivery_id = %id, %kind, "a push could not be settled; tried again");
        tokio::time::sleep(FAILURE_PAUSE).await;
    }
}

async fn try_deliver(sender: &Sender, provider: PushProvider, row: delivery::Model) -> Result<()> {
    let context = &sender.context;
    let id = row.id;
    let kind = row.kind.0;
    match parcel::prepare(sender, &row).await? {
        Prepared::Over { state, reason } => {
            let held_back = row.device_id.filter(|_| FOR_SCREEN.contains(&reason.as_str()));
            let (organization_id, agent_id) = (row.organization_id, row.agent_id);
            settle::end(context, row, provider, state, reason).await?;
            if let Some(device_id) = held_back {
                usecase::push::ask_screen(context, organization_id, agent_id, device_id, vec![id]).await?;
            }
        }
        Prepared::Wait { until_ms, reason } => {
            settle::postpone(context, row, until_ms, reason).await?;
            // A test must not wait for a breaker: its person is told why it is closed.
            if kind != PushKind::Test {
                return Ok(());
            }
        }
        Prepared::Send(parcel) => {
            let taken = claim::take(context, &row).await;
            if let (Ok(None) | Err(_), Some(probe_until_ms)) = (&taken, parcel.probe_until_ms) {
                // Nothing is tried here: without this the app's other pushes would wait for the outcome all the same.
                context.breakers.release(parcel.app.id, probe_until_ms, context.clock.now_ms());
            }
            let Some(until_ms) = taken? else { return Ok(()) };
            let started = Instant::now();
            let outcome = claim::keep(context, &row, until_ms, parcel::send(context, &parcel)).await;
            sender.pace.note(&row, context.clock.now_ms());
            metrics::histogram!("pronto_push_latency_seconds", "provider" => provider.as_str())
                .record(started.elapsed().as_secs_f64());
            settle::write(context, row, &parcel, outcome).await?;
        }
    }
    context.deliveries.tell_tried(id);
    Ok(())
}

/// The provider of a platform's pushes.
fn provider(platform: Platform) -> PushProvider {
    match platform {
        Platform::Ios => PushProvider::Apns,
        Platform::Android => PushProvider::Fcm,
        Platform::Web => PushProvider::WebPush,
    }
}
