//! Visits with who it is and the chat that is open.

use std::collections::HashMap;

use pronto_entity::{chat, visit, visitor};
use pronto_protocol::{
    Timestamp,
    chat::ChatState,
    organization::Locale,
    visit::{VISIT_SILENCE_MS, VisitChatView, VisitView},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::error::Result;

/// Chats read for one list of visits at most; beyond it the oldest are not counted.
const CHATS_MOST: u64 = 5_000;

#[derive(Default)]
struct Chats {
    name: Option<String>,
    open: Option<VisitChatView>,
    count: u32,
}

/// Visits as views, in their order, with two reads for all.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn views_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    now_ms: i64,
    rows: Vec<visit::Model>,
) -> Result<Vec<VisitView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let visitor_ids: Vec<Uuid> = rows.iter().map(|row| row.visitor_id).collect();
    let visitors = visitor::Entity::find()
        .filter(visitor::Column::OrganizationId.eq(organization_id))
        .filter(visitor::Column::Id.is_in(visitor_ids.iter().copied()))
        .all(database)
        .await?;
    let locales: HashMap<Uuid, Option<Locale>> =
        visitors.into_iter().map(|row| (row.id, row.locale.map(|locale| locale.0))).collect();
    let chats = chats_of(database, organization_id, visitor_ids).await?;
    let none = Chats::default();
    Ok(rows
        .into_iter()
        .map(|row| {
            let chats = chats.get(&row.visitor_id).unwrap_or(&none);
            VisitView {
                id: row.id,
                visitor_id: row.visitor_id,
                visitor_name: chats.name.clone(),
                locale: locales.get(&row.visitor_id).copied().flatten(),
                url: row.url,
                title: row.title,
                referrer: row.referrer,
                landing_url: row.landing_url,
                started_at: Timestamp::from_unix_ms(row.started_at),
                page_started_at: Timestamp::from_unix_ms(row.page_started_at),
                last_seen_at: Timestamp::from_unix_ms(row.last_seen_at),
                page_count: row.page_count.unsigned_abs(),
                device: row.device.0,
                browser: row.browser,
                system: row.system,
                ip: row.ip,
                chat: chats.open.clone(),
                chat_count: chats.count,
                live: now_ms - row.last_seen_at < VISIT_SILENCE_MS,
            }
        })
        .collect())
}

async fn chats_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    visitor_ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, Chats>> {
    let rows = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::VisitorId.is_in(visitor_ids))
        .order_by_desc(chat::Column::StartedAt)
        .order_by_desc(chat::Column::Id)
        .limit(CHATS_MOST)
        .all(database)
        .await?;
    let mut chats: HashMap<Uuid, Chats> = HashMap::new();
    // The latest first, so that the first of each kind counts.
    for row in rows {
        let known = chats.entry(row.visitor_id).or_default();
        known.count += 1;
        if known.name.is_none() {
            known.name = row.visitor_name;
        }
        if known.open.is_none() && row.state.0 != ChatState::Closed {
            known.open = Some(VisitChatView {
                id: row.id,
                number: row.number.unsigned_abs(),
                state: row.state.0,
                queue_id: row.queue_id,
            });
        }
    }
    Ok(chats)
}
