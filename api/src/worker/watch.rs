//! Tells who watches the grid of visits and the live counters what has changed: once a second, only for organizations that
//! somebody watches here, and from the database, so that it does not matter which node a change came through.

use std::{collections::HashMap, time::Duration};

use axum::extract::ws::Utf8Bytes;
use pronto_protocol::{counter::CountersView, socket::ServerFrame, visit::VisitView};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    hub::Watched,
    topic::Topic,
    usecase::{counter, visit},
};

/// How often.
const EVERY: Duration = Duration::from_secs(1);
/// Changes are looked for that far back, since one is committed a moment after the time it carries.
const OVERLAP_MS: i64 = 5_000;
/// Visits told in one round at most; what is left over is told in the next.
const TOLD_MOST: usize = 150;
/// Visits in one frame at most.
const FRAME_MOST: usize = 50;
/// Counters are counted anew after so long even when nothing was seen to change: days end by themselves.
const COUNT_EVERY_MS: i64 = 15_000;

/// What one organization's watchers have been told.
struct Told {
    round_ms: i64,
    seq: i64,
    /// When each visit told lately had changed.
    visits: HashMap<Uuid, i64>,
    counters: Option<CountersView>,
    counted_ms: i64,
}

/// Runs until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut told: HashMap<Uuid, Told> = HashMap::new();
    while stopping.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        let watched = context.hub.watched();
        told.retain(|id, _| watched.iter().any(|watched| watched.organization_id == *id));
        for watched in watched {
            let told = told.entry(watched.organization_id).or_insert_with(|| Told {
                round_ms: context.clock.now_ms(),
                seq: watched.published_seq,
                visits: HashMap::new(),
                counters: None,
                counted_ms: 0,
            });
            if let Err(error) = round(&context, watched, told).await {
                tracing::warn!(%error, "what has changed could not be told to who watches");
            }
        }
    }
}

async fn round(context: &Context, watched: Watched, told: &mut Told) -> Result<()> {
    let now_ms = context.clock.now_ms();
    let (organization_id, seq) = (watched.organization_id, watched.published_seq);
    let since_ms = told.round_ms - OVERLAP_MS;
    let changed = visit::changed(context, organization_id, since_ms, told.round_ms..now_ms, told.seq..seq).await?;
    let mut visits = Vec::new();
    for (view, changed_ms) in changed.visits {
        let known = changed_ms.is_some() && told.visits.get(&view.id).copied() == changed_ms;
        if !known && visits.len() < TOLD_MOST {
            if let Some(changed_ms) = changed_ms {
                told.visits.insert(view.id, changed_ms);
            }
            visits.push(view);
        }
    }
    let moved = !visits.is_empty() || !changed.ended_ids.is_empty() || seq != told.seq;
    if watched.visits {
        tell_visits(context, organization_id, visits, changed.ended_ids);
    }
    told.round_ms = now_ms;
    told.seq = seq;
    told.visits.retain(|_, changed_ms| *changed_ms > now_ms - 2 * OVERLAP_MS);
    if watched.counters && (moved || now_ms - told.counted_ms >= COUNT_EVERY_MS) {
        let counters = counter::count(context, organization_id).await?;
        told.counted_ms = now_ms;
        if told.counters.as_ref() != Some(&counters) {
            signal(context, organization_id, Topic::Counters, &ServerFrame::Counters { counters: counters.clone() });
            told.counters = Some(counters);
        }
    }
    Ok(())
}

fn tell_visits(context: &Context, organization_id: Uuid, visits: Vec<VisitView>, mut ended_ids: Vec<Uuid>) {
    let mut rest = visits.into_iter().peekable();
    while rest.peek().is_some() || !ended_ids.is_empty() {
        let visits = rest.by_ref().take(FRAME_MOST).collect();
        let frame = ServerFrame::Visits { visits, ended_ids: std::mem::take(&mut ended_ids) };
        signal(context, organization_id, Topic::Visits, &frame);
    }
}

fn signal(context: &Context, organization_id: Uuid, topic: Topic, frame: &ServerFrame<()>) {
    let frame = serde_json::to_string(frame).expect("frames hold only what JSON can write");
    context.hub.signal(organization_id, topic, Some(Utf8Bytes::from(frame)), None, u64::MAX);
}
