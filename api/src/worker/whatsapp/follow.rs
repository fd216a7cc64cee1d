//! The follower: for each message that agents or Pronto say in a chat of WhatsApp, the parts in which it goes out, in one change
//! with how far the log was read. A crash before it reads the batch again, a crash after it finds the rows; a unique key on
//! message and part keeps it to one. Whispers and notes are other events, which nothing here reads.

use std::{collections::HashMap, time::Duration};

use futures_util::FutureExt;
use pronto_entity::{
    chat, column::Word, event, follower, organization_log, whatsapp_account, whatsapp_delivery, whatsapp_sender,
};
use pronto_protocol::{
    chat::Channel,
    event::Change,
    message::{MessageView, SenderKind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict};
use uuid::Uuid;

use crate::{
    chance,
    context::Context,
    error::Result,
    ledger::Transaction,
    usecase::{
        contact::settings_of,
        transcript::sentence,
        whatsapp::{NewDelivery, PARTS_MOST, parts_of},
    },
    whatsapp::FOLLOWER,
};

/// Events read at once.
const BATCH: u64 = 500;
/// Rows per statement.
const ROWS_MOST: usize = 200;
/// Events gather for so long; customers wait for these.
const GATHER: Duration = Duration::from_millis(50);
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
            tracing::error!(%error, "the WhatsApp follower could not read the logs");
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
        // Organizations without a number cost nothing.
        let since: Vec<(Uuid, i64)> = whatsapp_account::Entity::find()
            .select_only()
            .column(whatsapp_account::Column::OrganizationId)
            .column_as(whatsapp_account::Column::SinceSeq.min(), "since_seq")
            .group_by(whatsapp_account::Column::OrganizationId)
            .into_tuple()
            .all(self.context.db())
            .await?;
        for (organization_id, since_seq) in since {
            let log = organization_log::Entity::find_by_id(organization_id).one(self.context.db()).await?;
            let until = log.map_or(0, |log| log.seq);
            if self.read.get(&organization_id).is_some_and(|read| *read >= until) {
                continue;
            }
            match self.catch_up_one(organization_id, since_seq, until).await {
                Ok(read) => {
                    self.read.insert(organization_id, read);
                }
                Err(error) => tracing::error!(%error, %organization_id, "WhatsApp could not be followed; tried again"),
            }
        }
        Ok(())
    }

    async fn catch_up_one(&self, organization_id: Uuid, since_seq: i64, until: i64) -> Result<i64> {
        let context = &self.context;
        let row = follower::Entity::find_by_id((organization_id, FOLLOWER.to_owned())).one(context.db()).await?;
        let kept = row.map_or(0, |row| row.seq);
        let mut from = self.read.get(&organization_id).copied().unwrap_or(0).max(kept).max(since_seq);
        while from < until {
            let events = read(context, organization_id, from, until).await?;
            let more = events.len() as u64 == BATCH;
            let upto = if more { events.last().map_or(until, |event| event.seq) } else { until };
            let parts = parts(context, organization_id, &events).await?;
            from = if parts.is_empty() { upto } else { keep(context, organization_id, from, upto, parts).await? };
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
        .filter(event::Column::Kind.eq("message.sent"))
        .order_by_asc(event::Column::Seq)
        .limit(BATCH)
        .all(context.db())
        .await?;
    Ok(rows)
}

/// What goes out of a batch, each with its place.
async fn parts(context: &Context, organization_id: Uuid, events: &[event::Model]) -> Result<Vec<(i64, NewDelivery)>> {
    let said: Vec<(i64, MessageView)> = events
        .iter()
        .filter_map(|event| match serde_json::from_str(&event.content) {
            Ok(Change::MessageSent(message)) if message.sender.kind != SenderKind::Visitor => {
                Some((event.seq, message))
            }
            _ => None,
        })
        .collect();
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let chats = chats_of(context, organization_id, &said).await?;
    if chats.is_empty() {
        return Ok(Vec::new());
    }
    let senders = senders_of(context, organization_id, &chats).await?;
    let locale = settings_of(context.db(), organization_id).await?.locale;
    let mut parts = Vec::new();
    for (seq, message) in said {
        let Some(chat) = chats.get(&message.chat_id) else { continue };
        let (Some(account_id), Some(sender_id)) = (chat.whatsapp_account_id, senders.get(&chat.visitor_id)) else {
            continue;
        };
        let notice = message.notice.as_ref().map(|notice| sentence(locale, notice));
        let text = notice.as_deref().unwrap_or(&message.text);
        let place = seq * PARTS_MOST;
        parts.extend(parts_of(account_id, *sender_id, &message, text).into_iter().map(|part| (place, part)));
    }
    Ok(parts)
}

async fn chats_of(
    context: &Context,
    organization_id: Uuid,
    said: &[(i64, MessageView)],
) -> Result<HashMap<Uuid, chat::Model>> {
    let rows = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::Id.is_in(said.iter().map(|(_, message)| message.chat_id)))
        .filter(chat::Column::Channel.eq(Word(Channel::Whatsapp)))
        .all(context.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Who is written to, by visitor.
async fn senders_of(
    context: &Context,
    organization_id: Uuid,
    chats: &HashMap<Uuid, chat::Model>,
) -> Result<HashMap<Uuid, Uuid>> {
    let rows = whatsapp_sender::Entity::find()
        .filter(whatsapp_sender::Column::OrganizationId.eq(organization_id))
        .filter(whatsapp_sender::Column::VisitorId.is_in(chats.values().map(|chat| chat.visitor_id)))
        .all(context.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.visitor_id, row.id)).collect())
}

/// Keeps a batch and tells where the follower stands; elsewhere than `upto` when another node has read the batch: then
/// nothing is written.
async fn keep(
    context: &Context,
    organization_id: Uuid,
    from: i64,
    upto: i64,
    parts: Vec<(i64, NewDelivery)>,
) -> Result<i64> {
    let now_ms = context.clock.now_ms();
    let rows: Vec<whatsapp_delivery::ActiveModel> = parts
        .into_iter()
        .map(|(place, part)| part.row(chance::id(&context.clock), organization_id, place, now_ms))
        .collect();
    context.ledger.commit(organization_id, move |transaction| write(transaction, from, upto, rows).boxed()).await
}

async fn write(
    transaction: &mut Transaction,
    from: i64,
    upto: i64,
    rows: Vec<whatsapp_delivery::ActiveModel>,
) -> Result<i64> {
    if let Some(seq) = transaction.advance_follower(FOLLOWER, from, upto).await? {
        return Ok(seq);
    }
    for rows in rows.chunks(ROWS_MOST) {
        let once = [whatsapp_delivery::Column::MessageId, whatsapp_delivery::Column::Part];
        whatsapp_delivery::Entity::insert_many(rows.to_vec())
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(transaction.db())
            .await?;
    }
    if !rows.is_empty() {
        transaction.wake_workers();
    }
    Ok(upto)
}
