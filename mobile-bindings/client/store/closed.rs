//! Closed chats, of which a store that is too large lets go whole.

use std::collections::{BTreeMap, BTreeSet};

use pronto_protocol::{Timestamp, chat::ChatState};
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Kind, Step};
use crate::client::Item;

/// What matters here of a chat.
#[derive(Deserialize)]
struct Chat {
    state: ChatState,
    closed_at: Option<Timestamp>,
}

/// What matters here of a note.
#[derive(Deserialize)]
struct Note {
    chat_id: Uuid,
}

/// What removes each closed chat with all that belongs to it, the longest closed first. Left out are chats in which something is
/// still to be sent, or a text was begun.
pub(super) fn removals(rows: &[(Kind, Uuid, String)]) -> Vec<Vec<Step>> {
    let mut closed: Vec<(Option<Timestamp>, Uuid)> = Vec::new();
    let mut notes: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let mut held: BTreeSet<Uuid> = BTreeSet::new();
    for (kind, id, body) in rows {
        match kind {
            Kind::Chat => {
                let chat = read::<Chat>(body).filter(|chat| chat.state == ChatState::Closed);
                closed.extend(chat.map(|chat| (chat.closed_at, *id)));
            }
            Kind::Note => {
                if let Some(note) = read::<Note>(body) {
                    notes.entry(note.chat_id).or_default().push(*id);
                }
            }
            Kind::Outgoing => held.extend(read::<Item>(body).map(|item| item.content.lane())),
            Kind::Draft => held.extend([*id]),
            _ => {}
        }
    }
    closed.retain(|(_, chat_id)| !held.contains(chat_id));
    closed.sort_unstable();
    closed.iter().map(|(_, chat_id)| removal(*chat_id, &notes.remove(chat_id).unwrap_or_default())).collect()
}

fn read<T: DeserializeOwned>(body: &str) -> Option<T> {
    serde_json::from_str(body).ok()
}

fn removal(chat_id: Uuid, notes: &[Uuid]) -> Vec<Step> {
    let rows = [Kind::Chat, Kind::Thread].map(|kind| Step::Remove { kind, id: chat_id });
    let notes = notes.iter().map(|id| Step::Remove { kind: Kind::Note, id: *id });
    rows.into_iter().chain([Step::ClearThread(chat_id)]).chain(notes).collect()
}
