//! Fetches timelines that the model misses: of a chat just joined or opened, of a conversation just begun.

use std::sync::Arc;

use crate::client::{
    Http,
    backoff::Backoff,
    live::{Live, SessionEvent},
    state::{Missing, fetch},
};

/// Runs until it is dropped.
pub(crate) async fn run(http: Http, live: Arc<Live>) {
    let mut backoff = Backoff::of(http.options());
    loop {
        // Before everything was fetched once, timelines come with it.
        let next = live.with(|state| if state.loaded { state.missing().into_iter().next() } else { None });
        let Some(missing) = next else {
            live.changed.notified().await;
            continue;
        };
        match fetch(&http, missing, http.options().history_most).await {
            Ok(fetched) => {
                backoff.reset();
                let (Missing::Chat { chat_id: id, .. } | Missing::Direct { conversation_id: id, .. }) = missing;
                live.change_and_tell(|state| state.fill(missing, &fetched), |()| Some(SessionEvent::Filled { id }));
            }
            Err(error) => {
                tracing::debug!(%error, "a timeline could not be fetched yet");
                tokio::time::sleep(backoff.wait()).await;
            }
        }
    }
}
