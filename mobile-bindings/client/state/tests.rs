//! The merge rules: whatever the order, what is newer wins and marks move forward only.

mod closed;
mod load;
mod opened;
mod outgoing;

use pronto_protocol::{
    Timestamp,
    chat::{Channel, ChatState, ChatView},
    event::{Change, EventView},
    message::{MessageView, SenderKind, SenderView},
    note::NoteView,
    offer::{OfferState, OfferView},
    queue::RoutingMode,
    whisper::TimelineEntryView,
};
use serde_json::json;
use uuid::Uuid;

use super::{Fetched, Missing, State};

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const QUEUE: Uuid = Uuid::from_u128(3);
const CHAT: Uuid = Uuid::from_u128(4);
const NOTE: Uuid = Uuid::from_u128(5);
const OFFER: Uuid = Uuid::from_u128(6);

fn state() -> State {
    let mut state = State::new(ME, 100);
    state.loaded = true;
    state.queue_ids.insert(QUEUE);
    state
}

/// From what a server at least tells, so that what views gain later has its default here.
fn chat(seq: u64, state: ChatState, participants: &[Uuid]) -> ChatView {
    let participant = |agent_id: &Uuid| {
        json!({
            "agent_id": agent_id, "name": "", "responsible": true, "joined_at": Timestamp::from_unix_ms(1),
            "read_position": 0,
        })
    };
    let participants: Vec<_> = participants.iter().map(participant).collect();
    let chat = json!({
        "id": CHAT, "number": 1, "state": state, "channel": Channel::Widget, "queue_id": QUEUE,
        "visitor_id": Uuid::nil(), "fields": {}, "participants": participants, "started_at": Timestamp::default(),
        "last_position": 0, "last_entry_at": Timestamp::default(), "visitor_read_number": 0, "seq": seq,
    });
    serde_json::from_value(chat).expect("a chat")
}

fn message(seq: u64, position: u64, sender: Option<Uuid>, text: &str) -> MessageView {
    MessageView {
        id: Uuid::from_u128(u128::from(position) + 1000),
        chat_id: CHAT,
        position,
        number: position,
        sender: SenderView { kind: SenderKind::Visitor, id: sender, name: String::new(), role: None },
        text: text.into(),
        attachments: Vec::new(),
        quoted_id: None,
        notice: None,
        client_id: None,
        sent_at: Timestamp::from_unix_ms(i64::try_from(seq).expect("small")),
        edited_at: None,
        deleted_at: None,
        seq,
    }
}

fn note(seq: u64) -> NoteView {
    NoteView {
        id: NOTE,
        chat_id: CHAT,
        author_id: OTHER,
        author_name: String::new(),
        text: "n".into(),
        client_id: Uuid::nil(),
        created_at: Timestamp::default(),
        edited_at: None,
        seq,
    }
}

fn event(seq: u64, change: Change) -> EventView {
    EventView { seq, at: Timestamp::default(), change }
}

fn missing(state: &State) -> Missing {
    let missing = state.missing();
    assert_eq!(missing.len(), 1);
    missing[0]
}

fn fetched(chat: ChatView, messages: Vec<MessageView>, notes: Vec<NoteView>) -> Fetched {
    Fetched::Chat {
        chat: Box::new(chat),
        entries: messages.into_iter().map(TimelineEntryView::Message).collect(),
        notes,
    }
}

#[test]
fn an_older_view_never_replaces_a_newer_one_but_moves_marks_forward() {
    let mut state = state();
    let mut first = chat(5, ChatState::Active, &[ME]);
    first.last_position = 3;
    state.merge_chat(&first);
    let mut older = chat(4, ChatState::Waiting, &[]);
    older.last_position = 9;
    state.merge_chat(&older);
    assert_eq!((state.chats[&CHAT].state, state.chats[&CHAT].last_position), (ChatState::Active, 9));
    state.merge_chat(&chat(6, ChatState::Active, &[ME]));
    assert_eq!((state.chats[&CHAT].seq, state.chats[&CHAT].last_position), (6, 9));
}

#[test]
fn what_moves_with_a_stream_that_is_not_heard_is_no_difference() {
    let mut moved = chat(5, ChatState::Waiting, &[]);
    (moved.visitor_read_number, moved.visitor_received_number) = (3, 4);
    (moved.agents_read_number, moved.agents_received_number, moved.last_position) = (1, 2, 6);
    let known = |chat: &ChatView, opened: bool| {
        let mut state = state();
        state.merge_chat(chat);
        if opened {
            state.open_stream(CHAT);
        }
        state.snapshot()
    };
    let before = chat(5, ChatState::Waiting, &[]);
    assert_eq!(known(&before, false), known(&moved, false));
    assert_ne!(known(&before, true), known(&moved, true));
}

#[test]
fn edits_win_over_what_is_fetched_late() {
    let mut state = state();
    state.apply(&event(
        10,
        Change::ParticipantJoined {
            participant: chat(10, ChatState::Active, &[ME]).participants[0].clone(),
            chat: chat(10, ChatState::Active, &[ME]),
        },
    ));
    let wanted = missing(&state);
    assert!(!state.is_complete());
    state.apply(&event(12, Change::MessageEdited(message(12, 1, None, "new"))));
    state.fill(
        wanted,
        &fetched(
            chat(10, ChatState::Active, &[ME]),
            vec![message(9, 1, None, "old"), message(11, 2, None, "b")],
            vec![],
        ),
    );
    assert!(state.is_complete());
    let texts: Vec<_> = state.snapshot().chats[0]
        .entries
        .iter()
        .map(|entry| match entry {
            TimelineEntryView::Message(message) => message.text.clone(),
            TimelineEntryView::Whisper(whisper) => whisper.text.clone(),
        })
        .collect();
    assert_eq!(texts, ["new", "b"]);
    assert_eq!(state.cursor(), Some("12"));
}

#[test]
fn what_was_deleted_does_not_come_back_with_a_late_answer() {
    let mut state = state();
    state.merge_chat(&chat(1, ChatState::Active, &[ME]));
    let wanted = missing(&state);
    state.apply(&event(8, Change::NoteDeleted { chat_id: CHAT, note_id: NOTE }));
    state.fill(wanted, &fetched(chat(1, ChatState::Active, &[ME]), vec![], vec![note(7)]));
    assert!(state.threads[&CHAT].notes.is_empty());
    // The same for a chat that was left while the answer to accepting it was on its way.
    state.apply(&event(9, Change::ParticipantLeft { chat: chat(9, ChatState::Active, &[OTHER]), agent_id: ME }));
    state.merge_chat(&chat(1, ChatState::Active, &[ME]));
    assert!(state.threads.is_empty() && state.own_part(&state.chats[&CHAT]).is_none());
    // Joined again, it is fetched again.
    state.merge_chat(&chat(11, ChatState::Active, &[ME]));
    assert!(matches!(missing(&state), Missing::Chat { chat_id: CHAT, .. }));
}

#[test]
fn an_answer_to_an_earlier_fetch_says_nothing() {
    let mut state = state();
    state.merge_chat(&chat(1, ChatState::Active, &[ME]));
    let first = missing(&state);
    state.merge_chat(&chat(2, ChatState::Active, &[OTHER]));
    state.merge_chat(&chat(3, ChatState::Active, &[ME]));
    state.fill(first, &fetched(chat(1, ChatState::Active, &[ME]), vec![message(1, 1, None, "a")], vec![]));
    assert!(!state.is_complete());
    assert!(state.threads[&CHAT].entries.is_empty());
}

#[test]
fn read_marks_only_move_forward_and_unread_counts_what_others_wrote() {
    let mut state = state();
    state.merge_chat(&chat(1, ChatState::Active, &[ME]));
    for position in 1..=4 {
        let sender = if position == 3 { ME } else { OTHER };
        state.apply(&event(position + 1, Change::MessageSent(message(position + 1, position, Some(sender), "x"))));
    }
    assert_eq!(state.unread_count(CHAT), 3);
    for position in [2, 1] {
        state.apply(&event(9, Change::ReadMoved { chat_id: CHAT, agent_id: ME, position, number: position }));
    }
    assert_eq!(state.chats[&CHAT].participants[0].read_position, 2);
    assert_eq!(state.unread_count(CHAT), 1);
    assert_eq!(state.chats[&CHAT].last_position, 4);
}

#[test]
fn a_chat_taken_by_another_is_listed_until_it_is_closed_unless_it_is_opened() {
    let mut state = state();
    state.apply(&event(1, Change::ChatStarted(chat(1, ChatState::Waiting, &[]))));
    assert_eq!(state.snapshot().chats.len(), 1);
    assert!(state.missing().is_empty());
    state.apply(&event(2, Change::ChatUpdated(chat(2, ChatState::Active, &[OTHER]))));
    assert_eq!(state.chats.len(), 1, "among the chats of others");
    assert!(state.missing().is_empty() && state.threads.is_empty());
    state.apply(&event(3, Change::ChatClosed(chat(3, ChatState::Closed, &[OTHER]))));
    assert!(state.chats.is_empty());
    state.open_stream(CHAT);
    let wanted = missing(&state);
    state.fill(wanted, &fetched(chat(4, ChatState::Closed, &[OTHER]), vec![message(1, 1, None, "a")], vec![]));
    assert_eq!(state.snapshot().chats[0].entries.len(), 1);
    state.close_stream(CHAT);
    assert!(state.chats.is_empty() && state.threads.is_empty());
}

#[test]
fn a_reopened_chat_is_fetched_again() {
    let mut state = state();
    state.merge_chat(&chat(1, ChatState::Active, &[ME]));
    state.fill(missing(&state), &fetched(chat(1, ChatState::Active, &[ME]), vec![], vec![note(1)]));
    state.merge_chat(&chat(2, ChatState::Closed, &[ME]));
    assert!(state.is_complete() && state.snapshot().chats.is_empty());
    state.merge_chat(&chat(3, ChatState::Active, &[ME]));
    assert!(!state.is_complete() && state.threads[&CHAT].notes.is_empty());
}

#[test]
fn only_open_offers_of_ones_own_are_kept() {
    let offer = |seq, agent_id, state| OfferView {
        id: OFFER,
        chat_id: CHAT,
        chat_number: 1,
        agent_id,
        queue_id: QUEUE,
        queue_name: String::new(),
        mode: RoutingMode::Offer,
        channel: Channel::Widget,
        visitor_phone: None,
        visitor_name: None,
        subject: None,
        waiting_since: Timestamp::default(),
        state,
        made_at: Timestamp::default(),
        expires_at: None,
        ended_at: None,
        seq,
    };
    let mut state = state();
    state.merge_offer(&offer(1, OTHER, OfferState::Open));
    assert!(state.offers.is_empty());
    state.merge_offer(&offer(1, ME, OfferState::Open));
    assert_eq!(state.offers.len(), 1);
    state.merge_offer(&offer(2, ME, OfferState::Accepted));
    state.merge_offer(&offer(1, ME, OfferState::Open));
    assert!(state.offers.is_empty());
}

#[test]
fn a_new_queue_asks_for_everything_and_a_lost_one_drops_its_chats() {
    let mut state = state();
    state.apply(&event(1, Change::ChatStarted(chat(1, ChatState::Waiting, &[]))));
    state.apply(&event(2, Change::QueueMemberRemoved { queue_id: QUEUE, agent_id: ME }));
    assert!(state.chats.is_empty() && !state.needs_load());
    state.apply(&event(3, Change::QueueMemberAdded { queue_id: QUEUE, agent_id: OTHER }));
    assert!(!state.needs_load());
    state.apply(&event(4, Change::QueueMemberAdded { queue_id: QUEUE, agent_id: ME }));
    assert!(state.needs_load());
}
