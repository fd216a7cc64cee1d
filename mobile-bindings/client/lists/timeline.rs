//! One chat's or direct conversation's timeline: what the server has, by position, then what is still to be sent.

use std::collections::BTreeMap;

use pronto_protocol::{direct::DirectMessageView, whisper::TimelineEntryView};
use uuid::Uuid;

use super::view::{Looked, Rows, Source};
use crate::client::{
    Item,
    state::{State, Touched},
};

/// A row of a chat's timeline.
#[derive(Clone, Debug, PartialEq)]
pub enum TimelineRow {
    /// A message or whisper.
    Entry(Box<TimelineEntryView>),
    /// Something that is still to be sent.
    Outgoing(Box<Item>),
}

/// A row of a direct conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum DirectTimelineRow {
    /// A message.
    Message(Box<DirectMessageView>),
    /// Something that is still to be sent.
    Outgoing(Box<Item>),
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Entry(u64),
    Outgoing(u64),
}

/// A chat's timeline.
pub(crate) struct Timeline(pub Uuid);

/// A direct conversation's.
pub(crate) struct DirectTimeline(pub Uuid);

/// What one sent oneself keeps its row from the outbox to the timeline.
fn id_of(entry: &TimelineEntryView, agent_id: Uuid) -> Uuid {
    let (id, sender, client_id) = match entry {
        TimelineEntryView::Message(message) => (message.id, message.sender.id, message.client_id),
        TimelineEntryView::Whisper(whisper) => (whisper.id, whisper.sender.id, whisper.client_id),
    };
    client_id.filter(|_| sender == Some(agent_id)).unwrap_or(id)
}

fn direct_id(message: &DirectMessageView, agent_id: Uuid) -> Uuid {
    if message.sender_id == agent_id { message.client_id } else { message.id }
}

fn outgoing<T>(state: &State, lane: Uuid, row: impl Fn(Box<Item>) -> T) -> BTreeMap<Uuid, (Key, T)> {
    let items = state.outbox.of_lane(lane);
    items.map(|item| (item.client_id, (Key::Outgoing(item.place), row(Box::new(item.clone()))))).collect()
}

/// Rows of what is to be sent, and those that were.
fn look_at_outgoing<T>(now: BTreeMap<Uuid, (Key, T)>, known: &BTreeMap<Uuid, Key>) -> BTreeMap<Uuid, Option<(Key, T)>> {
    let before = known.iter().filter(|(_, key)| matches!(key, Key::Outgoing(_)));
    let mut looked: BTreeMap<_, _> = before.map(|(id, _)| (*id, None)).collect();
    // One that came back as an entry already is that entry.
    let now = now.into_iter().filter(|(id, _)| !matches!(known.get(id), Some(Key::Entry(_))));
    looked.extend(now.map(|(id, row)| (id, Some(row))));
    looked
}

impl Timeline {
    fn entry(&self, state: &State, entry: &TimelineEntryView) -> (Uuid, (Key, TimelineRow)) {
        let row = TimelineRow::Entry(Box::new(entry.clone()));
        (id_of(entry, state.agent_id), (Key::Entry(entry.position()), row))
    }
}

impl Source for Timeline {
    type Key = Key;
    type Item = TimelineRow;

    fn all(&self, state: &State) -> Rows<Self> {
        let mut rows = outgoing(state, self.0, TimelineRow::Outgoing);
        let entries = state.threads.get(&self.0).into_iter().flat_map(|thread| thread.entries.values());
        rows.extend(entries.map(|entry| self.entry(state, entry)));
        rows
    }

    fn touched(&self, state: &State, touched: &Touched, known: &BTreeMap<Uuid, Key>) -> Option<Looked<Self>> {
        if touched.cleared.contains(&self.0) {
            return None;
        }
        let mut looked = BTreeMap::new();
        if touched.lanes.contains(&self.0) {
            looked = look_at_outgoing(outgoing(state, self.0, TimelineRow::Outgoing), known);
        }
        if let Some(thread) = state.threads.get(&self.0) {
            let positions = touched.entries.range((self.0, 0)..=(self.0, u64::MAX));
            let entries = positions.filter_map(|(_, position)| thread.entries.get(position));
            looked.extend(entries.map(|entry| self.entry(state, entry)).map(|(id, row)| (id, Some(row))));
        }
        Some(looked)
    }
}

impl DirectTimeline {
    fn message(&self, state: &State, message: &DirectMessageView) -> (Uuid, (Key, DirectTimelineRow)) {
        let row = DirectTimelineRow::Message(Box::new(message.clone()));
        (direct_id(message, state.agent_id), (Key::Entry(message.position), row))
    }
}

impl Source for DirectTimeline {
    type Key = Key;
    type Item = DirectTimelineRow;

    fn all(&self, state: &State) -> Rows<Self> {
        let mut rows = outgoing(state, self.0, DirectTimelineRow::Outgoing);
        let messages = state.direct_threads.get(&self.0).into_iter().flat_map(|thread| thread.messages.values());
        rows.extend(messages.map(|message| self.message(state, message)));
        rows
    }

    fn touched(&self, state: &State, touched: &Touched, known: &BTreeMap<Uuid, Key>) -> Option<Looked<Self>> {
        if touched.cleared.contains(&self.0) {
            return None;
        }
        let mut looked = BTreeMap::new();
        if touched.lanes.contains(&self.0) {
            looked = look_at_outgoing(outgoing(state, self.0, DirectTimelineRow::Outgoing), known);
        }
        if let Some(thread) = state.direct_threads.get(&self.0) {
            let positions = touched.direct_messages.range((self.0, 0)..=(self.0, u64::MAX));
            let messages = positions.filter_map(|(_, position)| thread.messages.get(position));
            looked.extend(messages.map(|message| self.message(state, message)).map(|(id, row)| (id, Some(row))));
        }
        Some(looked)
    }
}
