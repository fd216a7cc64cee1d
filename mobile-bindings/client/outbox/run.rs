//! Works the outbox off: frames into the socket while it is open, calls otherwise; both in the order of each lane.

use std::{sync::Arc, time::Duration};

use pronto_protocol::{direct::DirectMessageView, message::MessageView, socket::ClientFrame, whisper::WhisperView};
use tokio::{task::JoinSet, time::Instant};
use uuid::Uuid;

use super::{Item, Shared, Via, item::Request, pace::Pace, upload};
use crate::client::{ClientError, socket::Command};

/// How long nothing is looked at when nothing is to be done.
const IDLE: Duration = Duration::from_secs(3600);

/// Runs until it is dropped.
pub(super) async fn run(shared: Arc<Shared>) {
    let mut calls: JoinSet<()> = JoinSet::new();
    let mut pace = Pace::new(shared.http.options().sends_per_minute);
    let (mut link, mut caught_up) = (shared.live.link(), shared.live.caught_up());
    loop {
        link.mark_unchanged();
        caught_up.mark_unchanged();
        // From before the look: what is let go right after it would else be neither begun nor waited for.
        let now = Instant::now();
        start_what_can(&shared, &mut calls, &mut pace);
        let held = shared.live.with(|state| state.outbox.next_release(now));
        let wake_at = held.into_iter().chain(pace.wait_until(now)).min().unwrap_or(now + IDLE);
        tokio::select! {
            () = shared.woken.notified() => {}
            () = shared.live.outgoing.notified() => {}
            _ = link.changed() => {}
            _ = caught_up.changed() => {}
            Some(_) = calls.join_next(), if !calls.is_empty() => {}
            () = tokio::time::sleep_until(wake_at) => {}
        }
    }
}

fn start_what_can(shared: &Arc<Shared>, calls: &mut JoinSet<()>, pace: &mut Pace) {
    while pace.allows(Instant::now()) {
        let way = shared.way();
        // Not told to this task itself: it would never rest.
        let begun = shared.live.change(|state| state.begin_outgoing(way, Instant::now()));
        let Some(item) = begun else { return };
        pace.note(Instant::now());
        match (item.via, item.message()) {
            (Some(Via::Frame), Some((chat_id, message))) => {
                // Should the socket be gone, its end puts the item back.
                let sent = shared.command(Command::Frame(Box::new(ClientFrame::Send { chat_id, message })));
                if !sent {
                    shared.live.change(|state| state.put_back_outgoing(item.client_id));
                    return;
                }
            }
            _ => {
                let (client_id, calling) = (item.client_id, call(Arc::clone(shared), item));
                let handle = calls.spawn(calling);
                shared.note_call(client_id, handle);
            }
        }
    }
}

async fn call(shared: Arc<Shared>, item: Item) {
    let client_id = item.client_id;
    if let Err(error) = send(&shared, item).await {
        tracing::debug!(%error, "an item was not sent");
        let options = shared.http.options().clone();
        shared.live.change_outgoing(|state| state.refuse_outgoing(client_id, error, &options));
    }
    shared.forget_call(client_id);
}

async fn send(shared: &Arc<Shared>, mut item: Item) -> Result<(), ClientError> {
    if item.waits_for_upload() {
        let attachment_id = upload::upload(shared, &item).await?;
        let uploaded = shared.live.change_outgoing(|state| state.outgoing_uploaded(item.client_id, attachment_id));
        let Some(uploaded) = uploaded else { return Ok(()) }; // cancelled at the last moment
        item = uploaded;
        upload::forget(shared, item.client_id).await;
    }
    let (path, request) = item.request();
    // The answer is merged, which finishes the item, in one change with its row.
    match request {
        Request::Message(request) => {
            let message: MessageView = shared.http.post(&path, &request).await?;
            shared.live.change(|state| state.merge_message(&message));
        }
        Request::Whisper(request) => {
            let whisper: WhisperView = shared.http.post(&path, &request).await?;
            shared.live.change(|state| state.merge_whisper(&whisper));
        }
        Request::Direct(request) => {
            let message: DirectMessageView = shared.http.post(&path, &request).await?;
            shared.live.change(|state| state.merge_direct_message(&message));
        }
    }
    finish(shared, item.client_id);
    Ok(())
}

/// Where the timeline is not held here, the answer finishes the item all the same.
fn finish(shared: &Shared, client_id: Uuid) {
    shared.live.change_outgoing(|state| state.finish_outgoing(client_id));
}
