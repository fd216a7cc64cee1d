//! The fetcher of files that were sent by WhatsApp. They have a loop of their own, so that a large one keeps no message back.

use futures_util::{StreamExt, stream};

use crate::{context::Context, usecase::whatsapp};

/// Files on their way at once.
const TOGETHER: usize = 4;
/// How often the queue is looked at without being told.
const LOOK_MS: i64 = 5_000;

/// Fetches until the server stops; what is on its way then is fetched again later.
pub async fn run(context: Context) {
    let stopping = context.tasks.stopping();
    let mut planned = context.ledger.jobs_planned();
    while !stopping.is_cancelled() {
        planned.mark_unchanged();
        let soon_ms = context.clock.now_ms() + LOOK_MS;
        let wake_ms = match whatsapp::claim_media(&context).await {
            Ok(claimed) if !claimed.taken.is_empty() => {
                let fetched = stream::iter(claimed.taken).map(|row| fetch(&context, row)).buffer_unordered(TOGETHER);
                if stopping.run_until_cancelled(fetched.collect::<Vec<()>>()).await.is_none() {
                    return;
                }
                continue;
            }
            Ok(claimed) => claimed.next_ms.map_or(soon_ms, |next_ms| next_ms.min(soon_ms)),
            Err(error) => {
                tracing::warn!(%error, "the files of WhatsApp could not be looked for");
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

async fn fetch(context: &Context, row: pronto_entity::whatsapp_message::Model) {
    let id = row.id;
    if let Err(error) = whatsapp::fetch_media(context, row).await {
        tracing::warn!(%error, %id, "a file of WhatsApp is fetched again later");
    }
}
