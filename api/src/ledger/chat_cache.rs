//! What a lane remembers of chats, so that a send costs no read. The lane keeps it true: it sees every change.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use pronto_entity::{chat, participant};
use pronto_protocol::{chat::ChatState, event::Change, message::MessageView};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::transaction::Emitted;
use crate::{error::Result, topic};

/// Chats remembered at most; past that everything is forgotten and learned again as it comes.
const CHATS_MOST: usize = 50_000;
/// Sends remembered per chat, to answer a repetition without a read.
const SENDS_MOST: usize = 16;

/// What a send must know of its chat.
#[derive(Debug)]
pub(super) struct HotChat {
    pub organization_id: Uuid,
    pub open: bool,
    pub visitor_id: Uuid,
    pub agents: HashSet<Uuid>,
    pub last_position: i64,
    pub last_number: i64,
    /// Until when agents may answer, where the channel bounds it.
    pub reply_until: Option<i64>,
    /// Somebody has set it aside: what the visitor writes brings it back.
    pub snoozed: bool,
    recent: VecDeque<RecentSend>,
}

#[derive(Debug)]
struct RecentSend {
    sender_id: Uuid,
    client_id: Uuid,
    content_hash: Vec<u8>,
    message: Arc<MessageView>,
}

impl HotChat {
    /// The earlier send under this id, and whether its content was the same.
    pub(super) fn earlier(
        &self,
        sender_id: Uuid,
        client_id: Uuid,
        content_hash: &[u8],
    ) -> Option<(bool, Arc<MessageView>)> {
        let found = self.recent.iter().find(|send| send.client_id == client_id && send.sender_id == sender_id)?;
        Some((found.content_hash == content_hash, Arc::clone(&found.message)))
    }

    pub(super) fn remember(
        &mut self,
        sender_id: Uuid,
        client_id: Uuid,
        content_hash: Vec<u8>,
        message: Arc<MessageView>,
    ) {
        if self.recent.len() >= SENDS_MOST {
            self.recent.pop_front();
        }
        self.recent.push_back(RecentSend { sender_id, client_id, content_hash, message });
    }
}

/// The chats a lane remembers.
#[derive(Debug, Default)]
pub(super) struct ChatCache {
    chats: HashMap<Uuid, HotChat>,
}

impl ChatCache {
    /// The chat, read when it is not remembered; nothing when this organization has no such chat.
    pub(super) async fn get(
        &mut self,
        transaction: &DatabaseTransaction,
        organization_id: Uuid,
        chat_id: Uuid,
    ) -> Result<Option<&mut HotChat>> {
        if !self.chats.contains_key(&chat_id) {
            let Some(hot) = read(transaction, organization_id, chat_id).await? else { return Ok(None) };
            if self.chats.len() >= CHATS_MOST {
                self.chats.clear();
            }
            self.chats.insert(chat_id, hot);
        }
        Ok(self.chats.get_mut(&chat_id).filter(|hot| hot.organization_id == organization_id))
    }

    pub(super) fn forget(&mut self, chat_id: Uuid) {
        self.chats.remove(&chat_id);
    }

    pub(super) fn forget_organization(&mut self, organization_id: Uuid) {
        self.chats.retain(|_, hot| hot.organization_id != organization_id);
    }

    pub(super) fn clear(&mut self) {
        self.chats.clear();
    }

    /// Forgets the chats that other changes have touched in a way a send depends on.
    pub(super) fn forget_changed(&mut self, events: &[Emitted]) {
        for emitted in events {
            let matters = matches!(
                emitted.change,
                Change::ChatStarted(_)
                    | Change::ChatUpdated(_)
                    | Change::ChatClosed(_)
                    | Change::ChatReopened(_)
                    | Change::ChatTransferred { .. }
                    | Change::ParticipantJoined { .. }
                    | Change::ParticipantLeft { .. }
                    | Change::MessageSent(_)
                    | Change::MessageEdited(_)
                    | Change::MessageDeleted(_)
                    | Change::WhisperSent(_)
                    | Change::ChatErased { .. }
            );
            if matters && let Some(chat_id) = topic::chat_of(&emitted.change) {
                self.forget(chat_id);
            }
        }
    }
}

async fn read(transaction: &DatabaseTransaction, organization_id: Uuid, chat_id: Uuid) -> Result<Option<HotChat>> {
    let row = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .one(transaction)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let agents = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(organization_id))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::LeftAt.is_null())
        .all(transaction)
        .await?;
    Ok(Some(HotChat {
        organization_id,
        open: row.state.0 != ChatState::Closed,
        visitor_id: row.visitor_id,
        reply_until: row.reply_until,
        snoozed: agents.iter().any(|participant| participant.snoozed_until.is_some()),
        agents: agents.into_iter().map(|participant| participant.agent_id).collect(),
        last_position: row.last_position,
        last_number: row.last_number,
        recent: VecDeque::new(),
    }))
}
