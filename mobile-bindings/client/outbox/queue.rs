//! The items in their order: one lane per chat or direct conversation.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

use super::{Item, ItemState, Via};
use crate::client::{ClientError, Options, backoff::Backoff};

/// Frames of one chat on their way at once; the server answers them in their order.
pub(crate) const WINDOW: usize = 16;

/// What can carry items now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The socket is open, and what it told is all there.
    Frames,
    /// There is no socket.
    Calls,
    /// The socket is about to say what has arrived already.
    Wait,
}

/// One chat's or conversation's items.
#[derive(Clone, Debug, Default)]
struct Lane {
    items: VecDeque<Item>,
    /// Acknowledged, but not seen in the timeline yet.
    sent: Vec<Item>,
    held_until: Option<Instant>,
    backoff: Option<Backoff>,
    /// An item came back: one at a time until one goes through, so that nothing overtakes it.
    careful: bool,
}

/// All lanes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    lanes: BTreeMap<Uuid, Lane>,
    last_place: u64,
    /// The server refuses this version: calls would only be refused again. Not kept, since the next start may be another version's.
    outdated: bool,
}

impl Queue {
    /// Puts an item at the end of its lane.
    pub fn push(&mut self, mut item: Item) -> Item {
        self.last_place += 1;
        item.place = self.last_place;
        self.lanes.entry(item.content.lane()).or_default().items.push_back(item.clone());
        item
    }

    /// Takes an item up again after a start, in its old place.
    pub fn restore(&mut self, mut item: Item) {
        if !matches!(item.state, ItemState::Failed { .. }) {
            item.state = ItemState::Queued;
        }
        self.last_place = self.last_place.max(item.place);
        let lane = &mut self.lanes.entry(item.content.lane()).or_default().items;
        let at = lane.partition_point(|other| other.place < item.place);
        lane.insert(at, item);
    }

    /// Marks the next item that may go as being sent, and gives it.
    pub fn begin(&mut self, way: Way, now: Instant) -> Option<Item> {
        match way {
            Way::Wait => return None,
            Way::Calls if self.outdated => return None,
            Way::Calls => {}
            // A socket is only open to versions that the server takes.
            Way::Frames => self.outdated = false,
        }
        let item = self.lanes.values_mut().find_map(|lane| lane.next(way, now))?;
        item.via = Some(if way == Way::Frames && item.fits_frame() { Via::Frame } else { Via::Call });
        item.state = ItemState::Sending;
        item.tries += 1;
        Some(item.clone())
    }

    /// Nothing goes any more until a socket is open again: the server refuses this version.
    pub fn wait_for_upgrade(&mut self) {
        self.outdated = true;
    }

    /// When the first lane that is still held may go on. What is over stays noted until something goes through, in a parked lane for
    /// long: it must not hide what is to come.
    pub fn next_release(&self, now: Instant) -> Option<Instant> {
        let lanes = self.lanes.values().filter(|lane| !lane.items.is_empty());
        lanes.filter_map(|lane| lane.held_until).filter(|until| *until > now).min()
    }

    /// The network is back: nothing is held any longer.
    pub fn release(&mut self) {
        for lane in self.lanes.values_mut() {
            (lane.held_until, lane.backoff) = (None, None);
        }
    }

    /// Holds the lane of an item that has to be tried again.
    pub fn hold(&mut self, lane: Uuid, retry_after_ms: Option<u64>, options: &Options) {
        let Some(lane) = self.lanes.get_mut(&lane) else { return };
        let backoff = lane.backoff.get_or_insert_with(|| Backoff::of(options)).wait();
        let wait = retry_after_ms.map_or(backoff, Duration::from_millis);
        lane.held_until = Some(Instant::now() + wait);
        lane.careful = true;
    }

    /// An item goes back to waiting in its place.
    pub fn put_back(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.item_mut(client_id).filter(|item| item.state == ItemState::Sending)?;
        (item.state, item.via) = (ItemState::Queued, None);
        Some(item.clone())
    }

    /// Frames that went into a socket that is gone: whether they arrived is told by the next one.
    pub fn frames_lost(&mut self, hold: Duration) -> Vec<Item> {
        let mut lost = Vec::new();
        for lane in self.lanes.values_mut() {
            let before = lost.len();
            for item in lane.items.iter_mut().filter(|item| item.via == Some(Via::Frame)) {
                if item.state == ItemState::Sending {
                    (item.state, item.via) = (ItemState::Queued, None);
                    lost.push(item.clone());
                }
            }
            if lost.len() > before {
                lane.held_until = Some(Instant::now() + hold);
            }
        }
        lost
    }

    /// The server has an item; it stays in sight until its entry is.
    pub fn acknowledge(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.take(client_id)?;
        let lane = self.lanes.entry(item.content.lane()).or_default();
        (lane.careful, lane.backoff, lane.held_until) = (false, None, None);
        let item = Item { state: ItemState::Sent, ..item };
        lane.sent.push(item.clone());
        Some(item)
    }

    /// The entry of an item is here: it is done, acknowledged or not.
    pub fn finish(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.acknowledge(client_id).or_else(|| {
            self.lanes.values().flat_map(|lane| &lane.sent).find(|item| item.client_id == client_id).cloned()
        })?;
        let lane = item.content.lane();
        if let Some(kept) = self.lanes.get_mut(&lane) {
            kept.sent.retain(|sent| sent.client_id != client_id);
        }
        self.drop_if_empty(lane);
        Some(item)
    }

    /// An item was refused: its lane waits until it is tried again or cancelled.
    pub fn fail(&mut self, client_id: Uuid, error: ClientError) -> Option<Item> {
        let item = self.item_mut(client_id)?;
        (item.state, item.via) = (ItemState::Failed { error }, None);
        Some(item.clone())
    }

    /// A refused item is tried again, in its old place.
    pub fn retry(&mut self, client_id: Uuid) -> Option<Item> {
        let item = self.item_mut(client_id).filter(|item| matches!(item.state, ItemState::Failed { .. }))?;
        item.state = ItemState::Queued;
        let item = item.clone();
        if let Some(lane) = self.lanes.get_mut(&item.content.lane()) {
            (lane.held_until, lane.backoff) = (None, None);
        }
        Some(item)
    }

    /// Takes an item out, unless it may have reached the server already.
    pub fn cancel(&mut self, client_id: Uuid) -> Option<Item> {
        self.item_mut(client_id).filter(|item| item.state != ItemState::Sending || item.waits_for_upload())?;
        let item = self.take(client_id)?;
        self.drop_if_empty(item.content.lane());
        Some(item)
    }

    /// Notes that an item's file is uploaded.
    pub fn uploaded(&mut self, client_id: Uuid, attachment_id: Uuid) -> Option<Item> {
        let item = self.item_mut(client_id)?;
        item.file.as_mut()?.attachment_id = Some(attachment_id);
        Some(item.clone())
    }

    /// An item that is not done.
    pub fn find(&self, client_id: Uuid) -> Option<&Item> {
        self.lanes
            .values()
            .flat_map(|lane| lane.sent.iter().chain(&lane.items))
            .find(|item| item.client_id == client_id)
    }

    /// What of a lane is not in its timeline yet, in order.
    pub fn of_lane(&self, lane: Uuid) -> impl Iterator<Item = &Item> {
        self.lanes.get(&lane).into_iter().flat_map(|lane| lane.sent.iter().chain(&lane.items))
    }

    /// Everything that is in sight, acknowledged or not.
    pub fn in_sight(&self) -> impl Iterator<Item = &Item> {
        self.lanes.values().flat_map(|lane| lane.sent.iter().chain(&lane.items))
    }

    /// A timeline is no longer held: what was acknowledged there is not waited for.
    pub fn forget_sent(&mut self, lane: Uuid) {
        if let Some(kept) = self.lanes.get_mut(&lane) {
            kept.sent.clear();
        }
        self.drop_if_empty(lane);
    }

    /// Everything the server does not have yet, by lane, in order.
    pub fn items(&self) -> Vec<Item> {
        self.lanes.values().flat_map(|lane| &lane.items).cloned().collect()
    }

    fn item_mut(&mut self, client_id: Uuid) -> Option<&mut Item> {
        self.lanes.values_mut().flat_map(|lane| &mut lane.items).find(|item| item.client_id == client_id)
    }

    fn take(&mut self, client_id: Uuid) -> Option<Item> {
        self.lanes.values_mut().find_map(|lane| {
            let at = lane.items.iter().position(|item| item.client_id == client_id)?;
            lane.items.remove(at)
        })
    }

    fn drop_if_empty(&mut self, lane: Uuid) {
        if self.lanes.get(&lane).is_some_and(|lane| lane.items.is_empty() && lane.sent.is_empty()) {
            self.lanes.remove(&lane);
        }
    }
}

impl Lane {
    /// The item that may go now, if any: what is before it is on its way, as frames if it is to follow at once.
    fn next(&mut self, way: Way, now: Instant) -> Option<&mut Item> {
        if self.held_until.is_some_and(|until| until > now) {
            return None;
        }
        let at = self.items.iter().position(|item| item.state != ItemState::Sending)?;
        let next = self.items.get(at).filter(|item| item.state == ItemState::Queued)?;
        let follows = way == Way::Frames
            && next.fits_frame()
            && at < if self.careful { 1 } else { WINDOW }
            && self.items.iter().take(at).all(|item| item.via == Some(Via::Frame));
        if at == 0 || follows { self.items.get_mut(at) } else { None }
    }
}
