//! What is still to be sent, and texts that were begun: part of the model, so that an answer, its entry and the end of its item
//! are one change.

use pronto_protocol::whisper::TimelineEntryView;
use tokio::time::Instant;
use uuid::Uuid;

use super::State;
use crate::client::{ClientError, Item, ItemState, Options, outbox::Way};

impl State {
    /// Puts an item in.
    pub(crate) fn put_outgoing(&mut self, item: Item) -> Item {
        let item = self.outbox.push(item);
        self.touched.durable = true;
        self.touch_item(&item, true);
        item
    }

    pub(crate) fn begin_outgoing(&mut self, way: Way, now: Instant) -> Option<Item> {
        let item = self.outbox.begin(way, now)?;
        self.touch_item(&item, false);
        Some(item)
    }

    pub(crate) fn put_back_outgoing(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.outbox.put_back(client_id)?;
        self.touch_item(&item, false);
        Some(item)
    }

    /// The server has a message that went as a frame; its entry comes by the socket.
    pub(crate) fn outgoing_acknowledged(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.outbox.acknowledge(client_id)?;
        self.touch_item(&item, true);
        // Seldom the entry came first, when it was merged from an answer.
        if !self.threads.contains_key(&item.content.lane()) {
            self.outbox.finish(client_id);
        }
        Some(item)
    }

    /// An item is done.
    pub(crate) fn finish_outgoing(&mut self, client_id: Uuid) -> Option<Item> {
        let told = self.outbox.find(client_id).is_some_and(|item| item.state == ItemState::Sent);
        let item = self.outbox.finish(client_id)?;
        self.touch_item(&item, true);
        if told {
            self.told.pop();
        }
        Some(item)
    }

    /// An item was refused: it comes back where that may pass by itself, else it failed.
    pub(crate) fn refuse_outgoing(&mut self, client_id: Uuid, error: ClientError, options: &Options) -> Option<Item> {
        if !is_kept_after(&error) {
            let item = self.outbox.fail(client_id, error)?;
            self.touch_item(&item, true);
            return Some(item);
        }
        if error == ClientError::UpgradeRequired {
            self.outbox.wait_for_upgrade();
        }
        let item = self.outbox.put_back(client_id)?;
        self.outbox.hold(item.content.lane(), error.retry_after_ms(), options);
        self.touch_item(&item, false);
        Some(item)
    }

    pub(crate) fn outgoing_uploaded(&mut self, client_id: Uuid, attachment_id: Uuid) -> Option<Item> {
        let item = self.outbox.uploaded(client_id, attachment_id)?;
        self.touch_item(&item, true);
        Some(item)
    }

    pub(crate) fn retry_outgoing(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.outbox.retry(client_id)?;
        self.touch_item(&item, true);
        Some(item)
    }

    pub(crate) fn cancel_outgoing(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.outbox.cancel(client_id)?;
        self.touch_item(&item, true);
        self.told.pop(); // whoever cancels knows
        Some(item)
    }

    /// The socket is gone, and with it every frame that was not answered.
    pub(crate) fn frames_lost(&mut self, hold: std::time::Duration) -> Vec<Item> {
        let lost = self.outbox.frames_lost(hold);
        lost.iter().for_each(|item| self.touch_item(item, false));
        lost
    }

    fn touch_item(&mut self, item: &Item, kept: bool) {
        self.touched.lanes.insert(item.content.lane());
        if kept {
            self.touched.outgoing.insert(item.client_id);
        }
        self.told.push(item.clone());
    }

    /// Items that moved on since it was last asked.
    pub(crate) fn take_told(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.told)
    }

    /// An own entry has come: its item is done, whoever told first.
    pub(super) fn outgoing_seen(&mut self, client_id: Option<Uuid>, own: bool) {
        if own && let Some(client_id) = client_id {
            self.finish_outgoing(client_id);
        }
    }

    /// Ends items whose entries came with something fetched.
    pub(super) fn finish_seen(&mut self) {
        let own = self.agent_id;
        let seen: Vec<Uuid> = self
            .outbox
            .in_sight()
            .map(|item| (item.content.lane(), item.client_id))
            .filter(|(lane, client_id)| {
                let entries = self.threads.get(lane).into_iter().flat_map(|thread| thread.entries.values());
                let directs = self.direct_threads.get(lane).into_iter().flat_map(|thread| thread.messages.values());
                entries.rev().any(|entry| is_own(entry, own, *client_id))
                    || directs.rev().any(|message| message.sender_id == own && message.client_id == *client_id)
            })
            .map(|(_, client_id)| client_id)
            .collect();
        seen.into_iter().for_each(|client_id| {
            self.finish_outgoing(client_id);
        });
    }

    /// The text begun in a chat or direct conversation.
    #[must_use]
    pub fn draft(&self, lane: Uuid) -> Option<&str> {
        self.drafts.get(&lane).map(String::as_str)
    }

    /// Keeps a text that was begun; an empty one is forgotten.
    pub(crate) fn set_draft(&mut self, lane: Uuid, text: &str) {
        if text.trim().is_empty() {
            self.drafts.remove(&lane);
        } else {
            self.drafts.insert(lane, text.to_owned());
        }
        self.touched.drafts.insert(lane);
    }

    /// Whether something in a chat or direct conversation was refused.
    #[must_use]
    pub fn has_failed(&self, lane: Uuid) -> bool {
        self.outbox.of_lane(lane).any(|item| matches!(item.state, ItemState::Failed { .. }))
    }
}

/// Whether an item waits on after an error, which says nothing of the item itself.
fn is_kept_after(error: &ClientError) -> bool {
    match error {
        // The next sign-in may want what an ended session left, and the next version what this one could not send.
        ClientError::Unauthenticated { .. } | ClientError::UpgradeRequired => true,
        // Secure storage cannot be read before the device is first unlocked; a full store can be emptied.
        ClientError::SecureStorage { .. } | ClientError::Store { .. } => true,
        error => error.is_retryable(),
    }
}

fn is_own(entry: &TimelineEntryView, agent_id: Uuid, client_id: Uuid) -> bool {
    let (sender, sent) = match entry {
        TimelineEntryView::Message(message) => (message.sender.id, message.client_id),
        TimelineEntryView::Whisper(whisper) => (whisper.sender.id, whisper.client_id),
    };
    sender == Some(agent_id) && sent == Some(client_id)
}
