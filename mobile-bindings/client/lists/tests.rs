//! A list put together from differences is what the model holds, whatever happens and whenever one looks.

use std::sync::Arc;

use pronto_protocol::{Timestamp, chat::ChatView, direct::DirectMessageView, message::MessageView};
use serde_json::json;
use uuid::Uuid;

use super::{
    Diff, Inbox, Watch, chats::Chats, directs::Directs, timeline::DirectTimeline, timeline::Timeline, view::Source,
};
use crate::client::{
    Content, Item, Options, State,
    live::Live,
    outbox::Way,
    store::{MemoryStore, SqliteStore, Store},
};

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const QUEUE: Uuid = Uuid::from_u128(3);
const CHATS: u64 = 6;
const STEPS: usize = 400;

fn chat_id(n: u64) -> Uuid {
    Uuid::from_u128(100 + u128::from(n))
}

fn direct_id(n: u64) -> Uuid {
    Uuid::from_u128(200 + u128::from(n))
}

fn chat(chance: &mut fastrand::Rng, n: u64, seq: u64) -> ChatView {
    let state = *chance.choice(&["waiting", "active", "active", "closed"]).expect("one");
    let mut participants = Vec::new();
    for agent_id in [ME, OTHER] {
        if state != "waiting" && chance.bool() {
            let (joined_at, read_position) = (Timestamp::from_unix_ms(1), chance.u64(0..4));
            participants.push(json!({
                "agent_id": agent_id, "name": "", "responsible": true, "joined_at": joined_at, "read_position": read_position,
            }));
        }
    }
    let view = json!({
        "id": chat_id(n), "number": n, "state": state, "channel": "widget", "queue_id": QUEUE, "visitor_id": Uuid::nil(),
        "fields": {}, "participants": participants, "started_at": Timestamp::from_unix_ms(chance.i64(0..9)),
        "priority": chance.choice(&["low", "normal", "urgent"]), "last_position": 0, "last_entry_at": Timestamp::from_unix_ms(0),
        "visitor_read_number": 0, "seq": seq,
    });
    serde_json::from_value(view).expect("a chat")
}

/// What one sent has one place, however often it is told.
fn position(chance: &mut fastrand::Rng, client_id: Option<Uuid>) -> u64 {
    client_id.map_or_else(|| chance.u64(1..40), |id| 100 + (id.as_u64_pair().1 >> 20))
}

fn message(chance: &mut fastrand::Rng, n: u64, seq: u64, client_id: Option<Uuid>) -> MessageView {
    let position = position(chance, client_id);
    let sender = if client_id.is_some() { ME } else { OTHER };
    let view = json!({
        "id": Uuid::from_u128(u128::from((n << 50) + position)), "chat_id": chat_id(n), "position": position, "number": position,
        "sender": {"kind": "agent", "id": sender, "name": "", "role": null}, "text": format!("{seq}"), "attachments": [],
        "client_id": client_id, "sent_at": Timestamp::from_unix_ms(chance.i64(0..99)), "seq": seq,
    });
    serde_json::from_value(view).expect("a message")
}

fn direct_message(chance: &mut fastrand::Rng, n: u64, seq: u64, client_id: Option<Uuid>) -> DirectMessageView {
    let position = position(chance, client_id);
    let view = json!({
        "id": Uuid::from_u128(u128::from((n << 50) + position)), "conversation_id": direct_id(n), "position": position,
        "sender_id": if client_id.is_some() { ME } else { OTHER }, "sender_name": "", "text": format!("{seq}"),
        "client_id": client_id.unwrap_or(Uuid::from_u128(u128::from(seq))), "sent_at": Timestamp::from_unix_ms(chance.i64(0..99)),
        "seq": seq,
    });
    serde_json::from_value(view).expect("a direct message")
}

/// A list that an app would show.
struct Shown<S: Source> {
    source: S,
    watch: Watch<S::Item>,
    items: Vec<S::Item>,
    resets: usize,
}

impl<S: Source> Shown<S>
where
    S::Item: std::fmt::Debug,
{
    fn new(source: S, watch: Watch<S::Item>) -> Self {
        Self { source, watch, items: Vec::new(), resets: 0 }
    }

    fn look(&mut self) {
        for diff in self.watch.take() {
            self.resets += usize::from(matches!(diff, Diff::Reset { .. }));
            diff.apply(&mut self.items);
        }
    }

    fn is_right(&self, state: &State, seed: u64, step: usize) {
        let mut rows: Vec<_> = self.source.all(state).into_iter().map(|(id, (key, item))| (key, id, item)).collect();
        rows.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let held: Vec<S::Item> = rows.into_iter().map(|(_, _, item)| item).collect();
        assert_eq!(self.items, held, "seed {seed}, step {step}");
    }
}

/// Something happens.
fn act(chance: &mut fastrand::Rng, live: &Live, seq: u64) {
    let (n, options) = (chance.u64(0..CHATS), Options::quick());
    let items = live.with(|state| state.outbox.items());
    let picked = chance.choice(&items).map(|item| item.client_id);
    match chance.u32(0..20) {
        0..4 => {
            let view = chat(chance, n, seq);
            live.change(|state| state.merge_chat(&view));
        }
        4..8 => {
            let own = picked.filter(|_| chance.bool());
            let view = message(chance, n, seq, own);
            live.change(|state| state.merge_message(&view));
        }
        8..10 => {
            let own = picked.filter(|_| chance.bool());
            let view = direct_message(chance, n, seq, own);
            live.change(|state| state.merge_direct_message(&view));
        }
        10 => {
            let members: Vec<_> = [ME, OTHER].iter().filter(|_| chance.u32(0..4) > 0).collect();
            let members: Vec<_> =
                members.iter().map(|id| json!({"agent_id": id, "name": "", "read_position": 0})).collect();
            let view = json!({
                "id": direct_id(n), "title": null, "group": false, "members": members, "last_position": 0,
                "last_message_at": Timestamp::from_unix_ms(0), "seq": seq,
            });
            let view = serde_json::from_value(view).expect("a conversation");
            live.change(|state| state.merge_conversation(&view));
        }
        11..13 => {
            let content = if chance.bool() {
                Content::text(chat_id(n), "x")
            } else {
                Content::Direct { conversation_id: direct_id(n), text: "x".into() }
            };
            live.put_outgoing(Item::new(content)).expect("kept");
        }
        13..15 => {
            live.change(|state| state.begin_outgoing(Way::Frames, tokio::time::Instant::now()));
        }
        15 => drop(picked.map(|id| live.change(|state| state.outgoing_acknowledged(id)))),
        16 => {
            let error = crate::client::ClientError::bad_payload("x");
            drop(picked.map(|id| live.change(|state| state.refuse_outgoing(id, error, &options))));
        }
        17 => drop(picked.map(|id| live.change(|state| state.cancel_outgoing(id)))),
        18 => live.change(|state| state.set_draft(chat_id(n), if seq.is_multiple_of(2) { "begun" } else { "" })),
        _ => live.change(|state| state.move_read(chat_id(n), ME, seq.min(40))),
    }
}

fn restored(live: &Live) -> State {
    State::restore(ME, 1_000, live.store().load(1_000).expect("read"))
}

/// What a restart has to bring back.
fn kept(state: &State) -> (crate::client::Snapshot, Vec<Uuid>, Vec<Option<String>>) {
    let outgoing = state.outbox.items().iter().map(|item| item.client_id).collect();
    (state.snapshot(), outgoing, (0..CHATS).map(|n| state.draft(chat_id(n)).map(str::to_owned)).collect())
}

fn play(seed: u64, store: Arc<dyn Store>) -> usize {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut state = State::new(ME, 1_000);
    state.loaded = true;
    state.queue_ids.insert(QUEUE);
    let live = Live::new(state, store);
    live.change(|state| state.mark_all_touched());
    let mut chats =
        [Inbox::Waiting, Inbox::Mine, Inbox::Others].map(|inbox| Shown::new(Chats(inbox), live.watch_chats(inbox)));
    let mut directs = Shown::new(Directs, live.watch_directs());
    let mut timeline = Shown::new(Timeline(chat_id(0)), live.watch_timeline(chat_id(0)));
    let mut direct = Shown::new(DirectTimeline(direct_id(0)), live.watch_direct_timeline(direct_id(0)));
    for step in 0..STEPS {
        act(&mut chance, &live, step as u64 + 1);
        // An app that is slow looks seldom.
        if chance.u32(0..3) == 0 || step + 1 == STEPS {
            chats.iter_mut().for_each(Shown::look);
            directs.look();
            timeline.look();
            direct.look();
            live.with(|state| {
                chats.iter().for_each(|list| list.is_right(state, seed, step));
                directs.is_right(state, seed, step);
                timeline.is_right(state, seed, step);
                direct.is_right(state, seed, step);
            });
        }
    }
    let (before, after) = (live.with(kept), kept(&restored(&live)));
    assert_eq!(before, after, "seed {seed}: a restart changes what is known");
    timeline.resets
}

#[test]
fn lists_from_differences_are_what_the_model_holds_and_a_restart_brings_everything_back() {
    let resets: usize = (0..150).map(|seed| play(seed, Arc::new(MemoryStore::default()))).sum();
    assert!(resets < 150 * 30, "differences were hardly ever told: {resets} resets");
    let folder = tempfile::tempdir().expect("a folder");
    for seed in 1_000..1_010 {
        let store = SqliteStore::open(&folder.path().join(seed.to_string())).expect("opened");
        play(seed, Arc::new(store));
    }
}

#[test]
fn an_own_message_keeps_its_row_from_the_outbox_to_the_timeline() {
    let mut state = State::new(ME, 1_000);
    (state.loaded, state.agent_id) = (true, ME);
    let live = Live::new(state, Arc::new(MemoryStore::default()));
    let mut chance = fastrand::Rng::with_seed(1);
    let view = ChatView { state: pronto_protocol::chat::ChatState::Active, ..chat(&mut chance, 0, 1) };
    let part = json!({
        "agent_id": ME, "name": "", "responsible": true, "joined_at": Timestamp::from_unix_ms(1), "read_position": 0,
    });
    let view = ChatView { participants: vec![serde_json::from_value(part).expect("a participant")], ..view };
    live.change(|state| state.merge_chat(&view));
    let watch = live.watch_timeline(chat_id(0));
    assert!(matches!(watch.take().as_slice(), [Diff::Reset { items }] if items.is_empty()));

    let item = Item::new(Content::text(chat_id(0), "Olá"));
    let client_id = item.client_id;
    live.put_outgoing(item).expect("kept");
    live.change(|state| state.begin_outgoing(Way::Frames, tokio::time::Instant::now()));
    live.change(|state| state.outgoing_acknowledged(client_id));
    let told = watch.take();
    assert!(
        matches!(told.as_slice(), [Diff::Insert { index: 0, .. }, Diff::Update { .. }, Diff::Update { index: 0, .. }]),
        "{told:?}"
    );
    let sent = message(&mut chance, 0, 5, Some(client_id));
    live.change(|state| state.merge_message(&sent));
    let told = watch.take();
    assert!(matches!(told.as_slice(), [Diff::Update { index: 0, .. }]), "{told:?}");
    assert!(live.with(|state| state.outbox.in_sight().next().is_none()));
    assert!(live.store().load(9).expect("read").rows.iter().all(|row| row.0 != crate::client::store::Kind::Outgoing));
}

#[test]
fn what_a_full_store_could_not_keep_is_kept_with_the_next_change() {
    let store = Arc::new(MemoryStore::default());
    let live = Live::new(State::new(ME, 1_000), store.clone());
    store.pause().expect("paused");
    assert!(live.put_outgoing(Item::new(Content::text(chat_id(0), "lost?"))).is_err());
    assert!(live.with(|state| state.outbox.items().is_empty()), "what was refused must not be sent");
    live.change(|state| {
        state.queue_ids.insert(QUEUE);
        state.loaded = true;
        let view = chat(&mut fastrand::Rng::with_seed(3), 0, 1);
        state.merge_chat(&ChatView { state: pronto_protocol::chat::ChatState::Waiting, ..view });
        state.advance("7");
        state.mark_all_touched();
    });
    store.resume().expect("resumed");
    live.change(|state| state.advance("8"));
    let again = restored(&live);
    assert_eq!((again.cursor(), again.chats.len()), (Some("8"), 1));
}
