//! The model in the store's rows and back.

use pronto_protocol::{direct::DirectMessageView, whisper::TimelineEntryView};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{ChatThread, DirectThread, State, Touched, thread::Filling};
use crate::client::{
    Item, ItemState,
    fold::fold,
    store::{Batch, Entry, Kept, Kind, Step},
};

const CURSOR: &str = "cursor";
const ORGANIZATION: &str = "organization";
const PLACE: &str = "place";

/// What there is only one of.
#[derive(Serialize, Deserialize)]
struct Place {
    queue_ids: Vec<Uuid>,
    /// Streams that this process holds open: the next one closes them.
    opened: Vec<Uuid>,
    loaded: bool,
    stale: bool,
}

/// How far a timeline was fetched.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fetched {
    Wanted,
    Done,
    Dormant,
}

impl From<Filling> for Fetched {
    fn from(filling: Filling) -> Self {
        match filling {
            Filling::Wanted(_) => Self::Wanted,
            Filling::Done => Self::Done,
            Filling::Dormant => Self::Dormant,
        }
    }
}

impl From<Fetched> for Filling {
    fn from(fetched: Fetched) -> Self {
        match fetched {
            Fetched::Wanted => Self::wanted(),
            Fetched::Done => Self::Done,
            Fetched::Dormant => Self::Dormant,
        }
    }
}

impl State {
    /// What has been touched since it was last asked.
    pub(crate) fn take_touched(&mut self) -> Touched {
        std::mem::take(&mut self.touched)
    }

    /// Everything is to be kept, as after a load.
    #[cfg(test)]
    pub(crate) fn mark_all_touched(&mut self) {
        self.touched.everything = true;
    }

    /// What has to be kept of what was touched.
    pub(crate) fn batch(&self, touched: &Touched) -> Batch {
        let mut steps = Steps::default();
        let everything = touched.everything;
        if everything {
            steps.0.push(Step::Clear);
            self.all(&mut steps);
        } else {
            self.some(touched, &mut steps);
        }
        if everything || touched.cursor {
            steps.0.push(Step::Note { name: CURSOR, value: self.cursor.clone() });
        }
        if everything || touched.whole {
            self.whole(&mut steps);
        }
        for client_id in &touched.outgoing {
            // An acknowledged item is the server's: it is in sight only until its entry is.
            let item = self.outbox.find(*client_id).filter(|item| item.state != ItemState::Sent);
            steps.row(Kind::Outgoing, *client_id, item);
        }
        for lane in &touched.drafts {
            steps.row(Kind::Draft, *lane, self.drafts.get(lane));
        }
        Batch { steps: steps.0, durable: touched.durable }
    }

    fn whole(&self, steps: &mut Steps) {
        let place = Place {
            queue_ids: self.queue_ids.iter().copied().collect(),
            opened: self.opened.iter().copied().collect(),
            loaded: self.loaded,
            stale: self.stale,
        };
        steps.0.push(Step::Note { name: PLACE, value: json(&place) });
        steps.0.push(Step::Note { name: ORGANIZATION, value: self.organization.as_ref().and_then(json) });
    }

    fn all(&self, steps: &mut Steps) {
        self.agents.iter().for_each(|(id, agent)| steps.row(Kind::Agent, *id, Some(agent)));
        self.queues.iter().for_each(|(id, queue)| steps.row(Kind::Queue, *id, Some(queue)));
        self.chats.iter().for_each(|(id, chat)| steps.row(Kind::Chat, *id, Some(chat)));
        self.offers.iter().for_each(|(id, offer)| steps.row(Kind::Offer, *id, Some(offer)));
        self.conversations.iter().for_each(|(id, direct)| steps.row(Kind::Conversation, *id, Some(direct)));
        for (chat_id, thread) in &self.threads {
            steps.row(Kind::Thread, *chat_id, Some(&Fetched::from(thread.filling)));
            thread.notes.iter().for_each(|(id, note)| steps.row(Kind::Note, *id, Some(note)));
            thread.entries.values().for_each(|entry| steps.entry(*chat_id, entry));
        }
        for (id, thread) in &self.direct_threads {
            steps.row(Kind::DirectThread, *id, Some(&Fetched::from(thread.filling)));
            thread.messages.values().for_each(|message| steps.direct(message));
        }
    }

    fn some(&self, touched: &Touched, steps: &mut Steps) {
        touched.agents.iter().for_each(|id| steps.row(Kind::Agent, *id, self.agents.get(id)));
        touched.queues.iter().for_each(|id| steps.row(Kind::Queue, *id, self.queues.get(id)));
        touched.chats.iter().for_each(|id| steps.row(Kind::Chat, *id, self.chats.get(id)));
        touched.offers.iter().for_each(|id| steps.row(Kind::Offer, *id, self.offers.get(id)));
        touched.conversations.iter().for_each(|id| steps.row(Kind::Conversation, *id, self.conversations.get(id)));
        for id in &touched.notes {
            let note = self.threads.values().find_map(|thread| thread.notes.get(id));
            steps.row(Kind::Note, *id, note);
        }
        for id in &touched.threads {
            let filling = self.threads.get(id).map(|thread| Fetched::from(thread.filling));
            steps.row(Kind::Thread, *id, filling.as_ref());
        }
        for id in &touched.direct_threads {
            let filling = self.direct_threads.get(id).map(|thread| Fetched::from(thread.filling));
            steps.row(Kind::DirectThread, *id, filling.as_ref());
        }
        for id in &touched.cleared {
            steps.0.push(Step::ClearThread(*id));
            if let Some(thread) = self.threads.get(id) {
                thread.entries.values().for_each(|entry| steps.entry(*id, entry));
            }
            if let Some(thread) = self.direct_threads.get(id) {
                thread.messages.values().for_each(|message| steps.direct(message));
            }
        }
        for (chat_id, position) in &touched.entries {
            let entry = self.threads.get(chat_id).and_then(|thread| thread.entries.get(position));
            if let Some(entry) = entry.filter(|_| !touched.cleared.contains(chat_id)) {
                steps.entry(*chat_id, entry);
            }
        }
        for (id, position) in &touched.direct_messages {
            let message = self.direct_threads.get(id).and_then(|thread| thread.messages.get(position));
            if let Some(message) = message.filter(|_| !touched.cleared.contains(id)) {
                steps.direct(message);
            }
        }
    }

    /// The model as it was kept. Rows that this version cannot read are left out, and everything is fetched anew.
    pub(crate) fn restore(agent_id: Uuid, history_most: usize, kept: Kept) -> Self {
        let mut state = Self::new(agent_id, history_most);
        let mut unread = 0_u32;
        let mut opened = Vec::new();
        let place: Option<Place> = kept.note(PLACE).and_then(|json| read(json, &mut unread));
        state.organization = kept.note(ORGANIZATION).and_then(|json| read(json, &mut unread));
        for (kind, id, body) in kept.rows.iter().filter(|(kind, ..)| matches!(kind, Kind::Thread | Kind::DirectThread))
        {
            let Some(fetched) = read::<Fetched>(body, &mut unread) else { continue };
            if *kind == Kind::Thread {
                state.threads.insert(*id, ChatThread { filling: fetched.into(), ..ChatThread::wanted() });
            } else {
                state.direct_threads.insert(*id, DirectThread { filling: fetched.into(), ..DirectThread::wanted() });
            }
        }
        for (kind, id, body) in &kept.rows {
            state.take_row(*kind, *id, body, &mut unread);
        }
        for entry in &kept.entries {
            state.take_entry(entry, &mut unread);
        }
        if let Some(place) = place {
            state.queue_ids = place.queue_ids.into_iter().collect();
            opened = place.opened;
            state.stale = place.stale;
            state.loaded = place.loaded;
            state.cursor = kept.note(CURSOR).map(str::to_owned);
        }
        if unread > 0 {
            tracing::warn!(unread, "kept rows could not be read: everything is fetched anew");
            state.forget_place();
        }
        state.touched = Touched::default();
        // Whoever held a stream ended with its process, and nobody tells it any more. What goes now goes from the store with the
        // next change.
        opened.into_iter().for_each(|chat_id| state.close_stream(chat_id));
        state.drop_long_closed();
        state
    }

    fn take_row(&mut self, kind: Kind, id: Uuid, body: &str, unread: &mut u32) {
        match kind {
            Kind::Agent => insert(&mut self.agents, id, read(body, unread)),
            Kind::Queue => insert(&mut self.queues, id, read(body, unread)),
            Kind::Chat => insert(&mut self.chats, id, read(body, unread)),
            Kind::Offer => insert(&mut self.offers, id, read(body, unread)),
            Kind::Conversation => insert(&mut self.conversations, id, read(body, unread)),
            Kind::Note => {
                let Some(note) = read::<pronto_protocol::note::NoteView>(body, unread) else { return };
                if let Some(thread) = self.threads.get_mut(&note.chat_id) {
                    thread.notes.insert(id, note);
                }
            }
            Kind::Outgoing => {
                // Not counted as unread: nothing fetched would bring it back.
                match serde_json::from_str::<Item>(body) {
                    Ok(item) => self.outbox.restore(item),
                    Err(error) => tracing::error!(%error, "something to be sent cannot be read"),
                }
            }
            Kind::Draft => insert(&mut self.drafts, id, serde_json::from_str(body).ok()),
            Kind::Thread | Kind::DirectThread => {}
        }
    }

    fn take_entry(&mut self, entry: &Entry, unread: &mut u32) {
        if let Some(thread) = self.threads.get_mut(&entry.thread) {
            insert(&mut thread.entries, entry.position, read(&entry.body, unread));
        } else if let Some(thread) = self.direct_threads.get_mut(&entry.thread) {
            insert(&mut thread.messages, entry.position, read(&entry.body, unread));
        }
    }
}

fn insert<K: Ord, T>(things: &mut std::collections::BTreeMap<K, T>, key: K, thing: Option<T>) {
    if let Some(thing) = thing {
        things.insert(key, thing);
    }
}

fn read<T: DeserializeOwned>(json: &str, unread: &mut u32) -> Option<T> {
    let thing = serde_json::from_str(json);
    *unread += u32::from(thing.is_err());
    thing.ok()
}

fn json(thing: &impl Serialize) -> Option<String> {
    serde_json::to_string(thing).inspect_err(|error| tracing::error!(%error, "a thing cannot be kept")).ok()
}

/// Steps being gathered.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    /// A row that is there, or is no longer.
    fn row(&mut self, kind: Kind, id: Uuid, thing: Option<&impl Serialize>) {
        self.0.push(match thing.and_then(json) {
            Some(body) => Step::Put { kind, id, body },
            None => Step::Remove { kind, id },
        });
    }

    fn entry(&mut self, chat_id: Uuid, entry: &TimelineEntryView) {
        let text = match entry {
            TimelineEntryView::Message(message) => &message.text,
            TimelineEntryView::Whisper(whisper) => &whisper.text,
        };
        self.put_entry(chat_id, entry.position(), text, entry);
    }

    fn direct(&mut self, message: &DirectMessageView) {
        self.put_entry(message.conversation_id, message.position, &message.text, message);
    }

    fn put_entry(&mut self, thread: Uuid, position: u64, text: &str, view: &impl Serialize) {
        if let Some(body) = json(view) {
            self.0.push(Step::PutEntry(Entry { thread, position, folded: fold(text), body }));
        }
    }
}
