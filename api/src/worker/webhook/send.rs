//! The sender: one post at a time to each webhook, the oldest first. One that fails holds the others up for its first tries;
//! after those it is tried beside them, so that one event that a receiver cannot take does not stop the rest.

use std::{collections::HashSet, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Method;
use pronto_entity::{column::Word, webhook, webhook_delivery};
use pronto_protocol::webhook::WebhookDeliveryState;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use tokio::{sync::Mutex, task::JoinSet};
use uuid::Uuid;

use super::{
    settle::{Outcome, claim, settle},
    sign,
};
use crate::{context::Context, error::Result, topic::INTERNAL_KINDS, usecase::webhook::open_secret};

/// How often the queue is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// Tries for which a failed delivery holds up the ones after it.
const HOLDS_UP: i32 = 4;
/// Posts on their way at once.
const IN_FLIGHT_MOST: usize = 32;
/// Characters of an answer that are kept.
const ANSWER_MOST_CHARS: usize = 200;

/// Posts what is due until the server stops; what is on its way then is posted again at the next start.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let busy = Arc::new(Mutex::new(HashSet::new()));
    let mut sending = JoinSet::new();
    loop {
        if let Err(error) = fill(&context, &busy, &mut sending).await {
            tracing::error!(%error, "the webhooks' queue could not be read");
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            Some(_) = sending.join_next() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        while sending.try_join_next().is_some() {}
    }
}

type Busy = Arc<Mutex<HashSet<Uuid>>>;

/// Starts a post for each webhook that is free and has something due.
async fn fill(context: &Context, busy: &Busy, sending: &mut JoinSet<()>) -> Result<()> {
    let queued = webhook_delivery::Column::State.eq(Word(WebhookDeliveryState::Queued));
    // Cheap while nothing waits, as it is nearly always.
    if webhook_delivery::Entity::find().filter(queued).one(context.db()).await?.is_none() {
        return Ok(());
    }
    let webhooks = webhook::Entity::find().filter(webhook::Column::Disabled.is_null()).all(context.db()).await?;
    for webhook in webhooks {
        if sending.len() >= IN_FLIGHT_MOST || busy.lock().await.contains(&webhook.id) {
            continue;
        }
        let Some(row) = next(context, &webhook).await? else { continue };
        busy.lock().await.insert(webhook.id);
        let (context, busy) = (context.clone(), Arc::clone(busy));
        sending.spawn(async move {
            let (id, webhook_id) = (row.id, webhook.id);
            if let Err(error) = post(&context, webhook, row).await {
                tracing::error!(%error, delivery_id = %id, "a webhook's delivery could not be settled; tried again");
            }
            busy.lock().await.remove(&webhook_id);
        });
    }
    Ok(())
}

/// What is to be posted next, if it is due.
async fn next(context: &Context, webhook: &webhook::Model) -> Result<Option<webhook_delivery::Model>> {
    use webhook_delivery::Column;
    let of_this = Condition::all()
        .add(Column::OrganizationId.eq(webhook.organization_id))
        .add(Column::WebhookId.eq(webhook.id))
        .add(Column::State.eq(Word(WebhookDeliveryState::Queued)));
    let first = webhook_delivery::Entity::find()
        .filter(of_this.clone())
        .filter(Column::Attempts.lt(HOLDS_UP))
        .order_by_asc(Column::Id)
        .one(context.db())
        .await?;
    let now_ms = context.clock.now_ms();
    let due = |row: &webhook_delivery::Model| row.due_at.is_some_and(|at| at <= now_ms);
    if let Some(first) = first.filter(due) {
        return Ok(Some(first));
    }
    let late = webhook_delivery::Entity::find()
        .filter(of_this)
        .filter(Column::Attempts.gte(HOLDS_UP))
        .order_by_asc(Column::DueAt)
        .one(context.db())
        .await?;
    Ok(late.filter(due))
}

async fn post(context: &Context, webhook: webhook::Model, row: webhook_delivery::Model) -> Result<()> {
    let now_ms = context.clock.now_ms();
    // Once it asks for them no longer, its address may be changed by who may not read them.
    if !webhook.internal && INTERNAL_KINDS.contains(&row.kind.as_str()) {
        return settle(context, &webhook, &row, Outcome::Withheld).await;
    }
    if row.expires_at <= now_ms {
        return settle(context, &webhook, &row, Outcome::GivenUp).await;
    }
    // Claimed first: on two nodes only one posts it.
    let Some(row) = claim(context, row).await? else { return Ok(()) };
    let mut secrets = vec![open_secret(context, webhook.organization_id, webhook.id, &webhook.secret)?];
    if let Some(previous) = webhook.previous_secret.as_ref().filter(|_| webhook.previous_secret_until > Some(now_ms)) {
        secrets.push(open_secret(context, webhook.organization_id, webhook.id, previous)?);
    }
    let headers = sign::headers(row.id, now_ms / 1000, &row.body, &secrets);
    let body = Bytes::from(row.body.clone());
    let outcome = match context.egress.send(Method::POST, &webhook.url, headers, body).await {
        Ok(answer) => {
            let text: String = String::from_utf8_lossy(&answer.body).chars().take(ANSWER_MOST_CHARS).collect();
            // PostgreSQL keeps no NUL in a text.
            Outcome::Answered { status: answer.status, text: text.replace('\0', "") }
        }
        Err(error) => Outcome::Unanswered(error.to_string()),
    };
    settle(context, &webhook, &row, outcome).await
}
