//! Direct conversations: the latest message first.

use std::{cmp::Reverse, collections::BTreeMap};

use pronto_protocol::direct::{DirectConversationView, DirectMessageView};
use uuid::Uuid;

use super::view::{Looked, Rows, Source};
use crate::client::state::{State, Touched};

/// A direct conversation in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectRow {
    /// The conversation.
    pub conversation: DirectConversationView,
    /// Messages of others after one's read mark.
    pub unread_count: u32,
    /// Its last message, where the messages are here.
    pub last_message: Option<DirectMessageView>,
    /// A text that was begun.
    pub draft: Option<String>,
    /// Whether something sent there was refused.
    pub has_failed: bool,
}

/// The list of direct conversations.
pub(crate) struct Directs;

fn row(state: &State, id: Uuid) -> Option<(Reverse<i64>, DirectRow)> {
    let conversation = state.conversations.get(&id)?;
    let last_message = state.direct_threads.get(&id).and_then(|thread| thread.messages.last_key_value());
    let row = DirectRow {
        conversation: conversation.clone(),
        unread_count: state.direct_unread_count(id),
        last_message: last_message.map(|(_, message)| message.clone()),
        draft: state.draft(id).map(str::to_owned),
        has_failed: state.has_failed(id),
    };
    Some((Reverse(conversation.last_message_at.unix_ms()), row))
}

impl Source for Directs {
    type Key = Reverse<i64>;
    type Item = DirectRow;

    fn all(&self, state: &State) -> Rows<Self> {
        state.conversations.keys().filter_map(|id| Some((*id, row(state, *id)?))).collect()
    }

    fn touched(&self, state: &State, touched: &Touched, _: &BTreeMap<Uuid, Self::Key>) -> Option<Looked<Self>> {
        let threads = touched.direct_messages.iter().map(|(id, _)| id);
        let ids = touched.conversations.iter().chain(threads).chain(&touched.cleared);
        let ids = ids.chain(&touched.lanes).chain(&touched.drafts);
        Some(ids.map(|id| (*id, row(state, *id))).collect())
    }
}
