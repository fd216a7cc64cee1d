//! The sender of mails: takes what is due, sends it, and looks for replies that nobody has read.
//!
//! The rows are the queue: nothing is known here that a restart would lose.

use std::time::Duration;

use futures_util::{StreamExt, stream};

use crate::{context::Context, usecase::mail};

/// Mails on their way at once.
const TOGETHER: usize = 4;
/// How often the outbox is looked at without being told.
const LOOK_MS: i64 = 10_000;
/// How often replies are looked for that nobody has read.
const SWEEP: Duration = Duration::from_secs(15);

/// Sends mails until the server stops. What is on its way then is sent again later.
pub async fn run(context: Context) {
    tokio::join!(send_due(&context), sweep(&context));
}

async fn send_due(context: &Context) {
    let stopping = context.tasks.stopping();
    let mut planned = context.ledger.jobs_planned();
    while !stopping.is_cancelled() {
        planned.mark_unchanged();
        let soon_ms = context.clock.now_ms() + LOOK_MS;
        let wake_ms = match mail::claim_due(context).await {
            // There may be more.
            Ok((taken, _)) if !taken.is_empty() => {
                let sent = stream::iter(taken).map(|row| deliver(context, row)).buffer_unordered(TOGETHER);
                if stopping.run_until_cancelled(sent.collect::<Vec<()>>()).await.is_none() {
                    return;
                }
                continue;
            }
            Ok((_, next_ms)) => next_ms.map_or(soon_ms, |next_ms| next_ms.min(soon_ms)),
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                soon_ms
            }
        };
        tokio::select! {
            () = stopping.cancelled() => {}
            _ = planned.changed() => {}
            () = context.clock.sleep_until_ms(wake_ms) => {}
        }
    }
}

async fn deliver(context: &Context, row: pronto_entity::mail::Model) {
    let id = row.id;
    if let Err(error) = mail::deliver(context, row).await {
        tracing::warn!(%error, %id, "a mail is tried again later");
    }
}

async fn sweep(context: &Context) {
    let stopping = context.tasks.stopping();
    while stopping.run_until_cancelled(context.clock.sleep(SWEEP)).await.is_some() {
        if let Err(error) = mail::mail_unread(context).await {
            tracing::warn!(%error, "unread replies could not be looked for");
        }
    }
}
