//! The follower: for each event and each webhook that wants it one delivery row, in one change with how far it has read. A crash
//! before it reads the batch again, a crash after it finds the rows; a unique key on webhook and event keeps it to one.

use std::{collections::HashMap, time::Duration};

use futures_util::FutureExt;
use pronto_entity::{column::Word, event, follower, organization_log, webhook, webhook_delivery};
use pronto_protocol::{
    Timestamp,
    webhook::{WebhookDeliveryState, WebhookPostView},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    chance,
    context::Context,
    error::Result,
    ledger::Transaction,
    topic::{INTEGRATION_KINDS, INTERNAL_KINDS},
    usecase::webhook::TRIED_MS,
};

/// Its name in the table `follower`.
const NAME: &str = "webhook";
/// Events read at once.
const BATCH: u64 = 500;
/// Rows per statement.
const ROWS_MOST: usize = 500;
/// Events gather for so long, so that many share a batch.
const GATHER: Duration = Duration::from_millis(250);
/// How often the log is looked at without being told: another node may have written.
const LOOK: Duration = Duration::from_secs(1);
/// Events for nobody after which the position is written all the same.
const LAG_MOST: i64 = 1_000;

/// Follows the logs of all organizations until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut committed = context.ledger.committed();
    let mut follower = Follower { context, read: HashMap::new() };
    loop {
        committed.borrow_and_update();
        if let Err(error) = follower.catch_up().await {
            tracing::error!(%error, "the webhook follower could not read the logs");
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = committed.changed() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

struct Follower {
    context: Context,
    /// Up to where each log was read by this process.
    read: HashMap<Uuid, i64>,
}

impl Follower {
    async fn catch_up(&mut self) -> Result<()> {
        let logs = organization_log::Entity::find().all(self.context.db()).await?;
        for log in logs {
            if self.read.get(&log.organization_id).is_some_and(|read| *read >= log.seq) {
                continue;
            }
            match self.catch_up_one(log.organization_id, log.seq).await {
                Ok(read) => {
                    self.read.insert(log.organization_id, read);
                }
                Err(error) => {
                    let organization_id = log.organization_id;
                    tracing::error!(%error, %organization_id, "webhooks could not be followed; tried again");
                }
            }
        }
        Ok(())
    }

    async fn catch_up_one(&self, organization_id: Uuid, until: i64) -> Result<i64> {
        let context = &self.context;
        let row = follower::Entity::find_by_id((organization_id, NAME.to_owned())).one(context.db()).await?;
        let kept = row.map_or(0, |row| row.seq);
        let mut from = self.read.get(&organization_id).copied().unwrap_or(0).max(kept);
        let webhooks = webhook::Entity::find()
            .filter(webhook::Column::OrganizationId.eq(organization_id))
            .filter(webhook::Column::Disabled.is_null())
            .order_by_asc(webhook::Column::Id)
            .all(context.db())
            .await?;
        // What came before any of them was registered is nobody's business.
        from = from.max(webhooks.iter().map(|webhook| webhook.since_seq).min().unwrap_or(until).min(until));
        while from < until {
            let events = read(context, organization_id, from, until).await?;
            let more = events.len() as u64 == BATCH;
            let upto = if more { events.last().map_or(until, |event| event.seq) } else { until };
            let rows = deliveries(context, &webhooks, &events);
            from = if rows.is_empty() { upto } else { keep(context, organization_id, from, upto, rows).await? };
        }
        if from - kept >= LAG_MOST {
            from = keep(context, organization_id, from, from, Vec::new()).await?;
        }
        Ok(from)
    }
}

async fn read(context: &Context, organization_id: Uuid, from: i64, until: i64) -> Result<Vec<event::Model>> {
    let rows = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::Seq.gt(from))
        .filter(event::Column::Seq.lte(until))
        .filter(event::Column::Kind.is_in(INTEGRATION_KINDS.iter().chain(&INTERNAL_KINDS).copied()))
        .order_by_asc(event::Column::Seq)
        .limit(BATCH)
        .all(context.db())
        .await?;
    Ok(rows)
}

fn deliveries(context: &Context, webhooks: &[webhook::Model], events: &[event::Model]) -> Vec<webhook_delivery::Model> {
    let now_ms = context.clock.now_ms();
    let mut rows = Vec::new();
    for event in events {
        let wanting = webhooks.iter().filter(|webhook| event.seq > webhook.since_seq && wants(webhook, &event.kind));
        let mut body = None;
        for webhook in wanting {
            let body = body.get_or_insert_with(|| body_of(event)).clone();
            rows.push(webhook_delivery::Model {
                id: chance::id(&context.clock),
                organization_id: event.organization_id,
                webhook_id: webhook.id,
                event_seq: Some(event.seq),
                kind: event.kind.clone(),
                chat_id: event.chat_id,
                body,
                state: Word(WebhookDeliveryState::Queued),
                attempts: 0,
                due_at: Some(now_ms),
                tried_at: None,
                status: None,
                answer: None,
                created_at: event.at,
                expires_at: now_ms + TRIED_MS,
            });
        }
    }
    rows
}

/// Whispers and notes are for those alone who asked for them.
fn wants(webhook: &webhook::Model, kind: &str) -> bool {
    let named = webhook.kinds.0.is_empty() || webhook.kinds.0.iter().any(|wanted| wanted == kind);
    named && (webhook.internal || !INTERNAL_KINDS.contains(&kind))
}

fn body_of(event: &event::Model) -> String {
    // The log holds `{"type":…,"content":…}`.
    let content = serde_json::from_str::<Value>(&event.content).ok().and_then(|mut told| {
        let content = told.get_mut("content")?;
        Some(content.take())
    });
    let at = Timestamp::from_unix_ms(event.at);
    let post = WebhookPostView {
        kind: event.kind.clone(),
        timestamp: at,
        seq: Some(event.seq.unsigned_abs()),
        content: content.unwrap_or_default(),
    };
    serde_json::to_string(&post).expect("posts hold only what JSON can write")
}

/// Keeps a batch and tells where the follower stands; elsewhere than `upto` when another node has read the batch: then
/// nothing is written.
async fn keep(
    context: &Context,
    organization_id: Uuid,
    from: i64,
    upto: i64,
    rows: Vec<webhook_delivery::Model>,
) -> Result<i64> {
    context.ledger.commit(organization_id, move |transaction| write(transaction, from, upto, rows).boxed()).await
}

async fn write(transaction: &mut Transaction, from: i64, upto: i64, rows: Vec<webhook_delivery::Model>) -> Result<i64> {
    if let Some(seq) = transaction.advance_follower(NAME, from, upto).await? {
        return Ok(seq);
    }
    for rows in rows.chunks(ROWS_MOST) {
        let rows = rows.iter().cloned().map(|row| row.into_active_model().reset_all());
        let once = [webhook_delivery::Column::WebhookId, webhook_delivery::Column::EventSeq];
        webhook_delivery::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(transaction.db())
            .await?;
    }
    Ok(upto)
}
