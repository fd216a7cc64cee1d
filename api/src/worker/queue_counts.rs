//! Tells queues' numbers and visitors' places whenever they change: frames that are never kept, by one teller, so that the
//! last that is heard is the last that was true.
//!
//! However many chats come and go, a round reads each changed queue once and tells what differs from what was told before.
//! It begins a moment after the first change and rests for several times as long as it took.

use std::{collections::HashMap, time::Duration};

use axum::extract::ws::Utf8Bytes;
use pronto_entity::{chat, column::Word, queue, queue_member};
use pronto_protocol::{chat::ChatState, queue::QueueCountsView, socket::ServerFrame, visitor::WaitingPlaceView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    hub::{Changed, Connection, Party},
    routing::{self, Pace},
    topic::Topic,
};

/// Changes gather for so long.
const GATHER: Duration = Duration::from_millis(50);
/// A round is followed by a rest of so many times its own length.
const REST_TIMES: u32 = 4;
/// But never longer than this.
const REST_MOST: Duration = Duration::from_secs(2);
/// So many of a queue are told their places as they move; who stands further behind reads the place when asking for it.
const PLACES_MOST: u64 = 1_000;

/// Places as they were last told, by organization and queue.
type Places = HashMap<(Uuid, Uuid), HashMap<Uuid, u32>>;

/// Tells until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut places = Places::new();
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            () = context.changed_queues.noted() => {}
        }
        pause(&context, GATHER).await;
        let began = Instant::now();
        for (organization_id, changed) in context.changed_queues.take() {
            if let Err(error) = tell(&context, &mut places, organization_id, changed).await {
                tracing::warn!(%error, %organization_id, "queues' numbers could not be told");
            }
        }
        pause(&context, (began.elapsed() * REST_TIMES).min(REST_MOST)).await;
    }
}

/// Waits for this long, or until the server stops.
async fn pause(context: &Context, span: Duration) {
    let stopping = context.tasks.stopping();
    tokio::select! {
        () = stopping.cancelled() => {}
        () = tokio::time::sleep(span) => {}
    }
}

async fn tell(context: &Context, places: &mut Places, organization_id: Uuid, changed: Changed) -> Result<()> {
    if !context.hub.is_heard(organization_id) {
        context.changed_queues.forget_all(organization_id);
        places.retain(|(organization, _), _| *organization != organization_id);
        // Who has come in between was told nothing that is forgotten now.
        if !context.hub.is_heard(organization_id) {
            return Ok(());
        }
    }
    let Changed { mut queues, agents, newcomers } = changed;
    if !agents.is_empty() {
        let of_agents: Vec<Uuid> = queue_member::Entity::find()
            .select_only()
            .column(queue_member::Column::QueueId)
            .filter(queue_member::Column::OrganizationId.eq(organization_id))
            .filter(queue_member::Column::AgentId.is_in(agents))
            .distinct()
            .into_tuple()
            .all(context.db())
            .await?;
        queues.extend(of_agents);
    }
    let agents_came = newcomers.iter().any(|connection| matches!(connection.party, Party::Agent { .. }));
    let known = if agents_came { queues_of(context, organization_id).await? } else { Vec::new() };
    queues.extend(known.iter().filter(|id| context.changed_queues.told(organization_id, **id).is_none()));
    for connection in &newcomers {
        match connection.party {
            Party::Agent { .. } => greet_agent(context, connection, &known),
            Party::Visitor { visitor_id, .. } => greet_visitor(context, connection, visitor_id).await?,
        }
    }
    for queue_id in queues {
        tell_queue(context, places, organization_id, queue_id).await?;
    }
    Ok(())
}

async fn tell_queue(context: &Context, places: &mut Places, organization_id: Uuid, queue_id: Uuid) -> Result<()> {
    let now_ms = context.clock.now_ms();
    let topics = [Topic::Queue(queue_id), Topic::EveryQueue];
    let heard = || topics.iter().any(|topic| context.hub.is_heard_at(organization_id, *topic));
    if !heard() {
        // First forgotten, then asked again: who comes in between is told anew.
        context.changed_queues.forget(organization_id, queue_id);
    }
    if heard() {
        let counts = routing::count_queue(context.db(), &context.hub, organization_id, now_ms, queue_id).await?;
        if let Some(counts) = counts.filter(|counts| context.changed_queues.keep(organization_id, counts)) {
            context.hub.tell(organization_id, &topics, &counts_frame(counts));
        }
    }
    let waiting = routing::places(context.db(), organization_id, queue_id, PLACES_MOST).await?;
    if waiting.is_empty() {
        places.remove(&(organization_id, queue_id));
        return Ok(());
    }
    let now: HashMap<Uuid, u32> = waiting.into_iter().zip(1..).collect();
    let before = places.insert((organization_id, queue_id), now.clone()).unwrap_or_default();
    let mut pace = None;
    for (chat_id, place) in now {
        let topic = Topic::Chat(chat_id);
        if before.get(&chat_id) == Some(&place) || !context.hub.is_heard_at(organization_id, topic) {
            continue;
        }
        let pace = match pace {
            Some(pace) => pace,
            None => *pace.insert(Pace::read(context.db(), organization_id, queue_id, now_ms).await?),
        };
        context.hub.signal(organization_id, topic, None, Some(place_frame(chat_id, pace.at(place))), u64::MAX);
    }
    Ok(())
}

/// What was told before this agent came.
fn greet_agent(context: &Context, connection: &Connection, queue_ids: &[Uuid]) {
    let organization_id = connection.organization_id;
    let everything = context.hub.hears(connection, Topic::EveryQueue);
    for queue_id in queue_ids {
        let hears = everything || context.hub.hears(connection, Topic::Queue(*queue_id));
        if hears && let Some(counts) = context.changed_queues.told(organization_id, *queue_id) {
            connection.push(counts_frame(counts));
        }
    }
}

/// Where this visitor's waiting chats stand.
async fn greet_visitor(context: &Context, connection: &Connection, visitor_id: Uuid) -> Result<()> {
    let organization_id = connection.organization_id;
    let waiting: Vec<Uuid> = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::VisitorId.eq(visitor_id))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .into_tuple()
        .all(context.db())
        .await?;
    for chat_id in waiting {
        let place = routing::place_of(context.db(), organization_id, context.clock.now_ms(), chat_id).await?;
        if let Some(place) = place {
            connection.push(place_frame(chat_id, place));
        }
    }
    Ok(())
}

async fn queues_of(context: &Context, organization_id: Uuid) -> Result<Vec<Uuid>> {
    let ids = queue::Entity::find()
        .select_only()
        .column(queue::Column::Id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .into_tuple()
        .all(context.db())
        .await?;
    Ok(ids)
}

fn counts_frame(counts: QueueCountsView) -> Utf8Bytes {
    encode(&ServerFrame::QueueCounts { counts })
}

fn place_frame(chat_id: Uuid, waiting: WaitingPlaceView) -> Utf8Bytes {
    encode(&ServerFrame::Place { chat_id, waiting })
}

fn encode(frame: &ServerFrame<()>) -> Utf8Bytes {
    serde_json::to_string(frame).expect("frames hold only what JSON can write").into()
}
