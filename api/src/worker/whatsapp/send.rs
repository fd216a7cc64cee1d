//! The sender: what is due goes out, to each person one after the other, to different people at the same time. The rows are
//! the queue: nothing is known here that a restart would lose.

use futures_util::{StreamExt, stream};

use crate::{context::Context, usecase::whatsapp};

/// On their way at once.
const TOGETHER: usize = 16;
/// How often the queue is looked at without being told: another node may have written.
const LOOK_MS: i64 = 2_000;

/// Sends until the server stops. What is on its way then is sent again later, unless a status tells that it has arrived.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut planned = context.ledger.jobs_planned();
    while !stopping.is_cancelled() {
        planned.mark_unchanged();
        let soon_ms = context.clock.now_ms() + LOOK_MS;
        let wake_ms = match whatsapp::claim_delivery(&context).await {
            // There may be more, and what waits behind these may go now.
            Ok(claimed) if !claimed.taken.is_empty() => {
                let sent = stream::iter(claimed.taken).map(|row| post(&context, row)).buffer_unordered(TOGETHER);
                if stopping.run_until_cancelled(sent.collect::<Vec<()>>()).await.is_none() {
                    return;
                }
                continue;
            }
            Ok(claimed) => claimed.next_ms.map_or(soon_ms, |next_ms| next_ms.min(soon_ms)),
            Err(error) => {
                tracing::warn!(%error, "the queue to WhatsApp could not be read");
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

async fn post(context: &Context, row: pronto_entity::whatsapp_delivery::Model) {
    let id = row.id;
    if let Err(error) = whatsapp::post(context, row).await {
        tracing::warn!(%error, %id, "what became of a message to WhatsApp could not be written down");
    }
}
