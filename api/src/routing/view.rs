//! Offers as their agents read them: with what the card on the phone shows of the chat.

use std::collections::HashMap;

use pronto_entity::{chat, offer, queue};
use pronto_protocol::{Timestamp, offer::OfferView};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};

/// One offer.
///
/// # Errors
/// A failure of the database.
pub async fn offer_view<C: ConnectionTrait>(database: &C, row: offer::Model) -> Result<OfferView> {
    let views = offer_views(database, row.organization_id, vec![row]).await?;
    views.into_iter().next().ok_or_else(|| Error::internal("an offer without its chat"))
}

/// Offers of one organization, in the same order.
///
/// # Errors
/// A failure of the database.
pub async fn offer_views<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    rows: Vec<offer::Model>,
) -> Result<Vec<OfferView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut chat_ids: Vec<Uuid> = rows.iter().map(|row| row.chat_id).collect();
    chat_ids.sort_unstable();
    chat_ids.dedup();
    let chats = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::Id.is_in(chat_ids))
        .all(database)
        .await?;
    let chats: HashMap<Uuid, chat::Model> = chats.into_iter().map(|chat| (chat.id, chat)).collect();
    let mut queue_ids: Vec<Uuid> = rows.iter().map(|row| row.queue_id).collect();
    queue_ids.sort_unstable();
    queue_ids.dedup();
    let queues = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .filter(queue::Column::Id.is_in(queue_ids))
        .all(database)
        .await?;
    let queues: HashMap<Uuid, String> = queues.into_iter().map(|queue| (queue.id, queue.name)).collect();
    rows.into_iter()
        .map(|row| {
            let chat = chats.get(&row.chat_id).ok_or_else(|| Error::internal("an offer without its chat"))?;
            let queue_name = queues.get(&row.queue_id).map_or("", String::as_str);
            Ok(view_of(row, chat, queue_name))
        })
        .collect()
}

/// An offer with its chat at hand.
pub(super) fn view_of(row: offer::Model, chat: &chat::Model, queue_name: &str) -> OfferView {
    OfferView {
        id: row.id,
        chat_id: row.chat_id,
        chat_number: chat.number.unsigned_abs(),
        agent_id: row.agent_id,
        queue_id: row.queue_id,
        queue_name: queue_name.to_owned(),
        mode: row.mode.0,
        channel: chat.channel.0,
        visitor_name: chat.visitor_name.clone(),
        visitor_phone: chat.visitor_phone.clone(),
        subject: chat.subject.clone(),
        waiting_since: Timestamp::from_unix_ms(chat.waiting_since),
        state: row.state.0,
        made_at: Timestamp::from_unix_ms(row.made_at),
        expires_at: row.expires_at.map(Timestamp::from_unix_ms),
        ended_at: row.ended_at.map(Timestamp::from_unix_ms),
        seq: row.seq.unsigned_abs(),
    }
}
