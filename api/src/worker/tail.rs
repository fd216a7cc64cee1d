//! Reads the log on for organizations with sockets here: what other nodes, or the command line, have written.

use std::{sync::Arc, time::Duration};

use pronto_entity::{event, organization_log};
use pronto_protocol::event::Change;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    context::Context,
    error::{Error, Result},
    hub::Published,
};

/// How long nothing may be heard before the log is read.
const EVERY: Duration = Duration::from_secs(1);
/// Events read at once.
const PAGE: u64 = 500;

/// Runs until the server stops.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut failing = false;
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            () = context.hub.behind() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
        context.telemetry.upkeep();
        match read_on(&context).await {
            Ok(()) => failing = false,
            Err(error) if failing => tracing::debug!(%error, "the log can still not be read on"),
            Err(error) => {
                tracing::warn!(%error, "the log could not be read on");
                failing = true;
            }
        }
    }
}

/// Publishes what has been committed elsewhere and not heard here.
///
/// # Errors
/// A failure of the database.
pub async fn read_on(context: &Context) -> Result<()> {
    let published = context.hub.published();
    if published.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = published.iter().map(|(id, _)| *id).collect();
    let logs = organization_log::Entity::find()
        .filter(organization_log::Column::OrganizationId.is_in(ids))
        .all(context.db())
        .await?;
    for log in logs {
        let known = published.iter().find(|(id, _)| *id == log.organization_id).map_or(0, |(_, seq)| *seq);
        // Zero: no socket of this organization is live yet, and each reads the log itself before it is.
        if known == 0 || log.seq <= known {
            continue;
        }
        publish(context, log.organization_id, known, log.seq).await?;
    }
    Ok(())
}

async fn publish(context: &Context, organization_id: Uuid, mut known: i64, until: i64) -> Result<()> {
    while known < until {
        let rows = event::Entity::find()
            .filter(event::Column::OrganizationId.eq(organization_id))
            .filter(event::Column::Seq.gt(known))
            .filter(event::Column::Seq.lte(until))
            .order_by_asc(event::Column::Seq)
            .limit(PAGE)
            .all(context.db())
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        known = last.seq;
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            let change: Change = serde_json::from_str(&row.content).map_err(Error::internal)?;
            events.push(Arc::new(Published::new(row.seq, row.at, change, &row.content)));
        }
        context.hub.publish_log(organization_id, &events);
    }
    Ok(())
}
