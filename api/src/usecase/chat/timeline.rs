//! A chat's timeline: messages and whispers by position.

use pronto_entity::{message, whisper};
use pronto_protocol::{page::Page, whisper::TimelineEntryView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{BeforeParams, PageParams, page_of},
    policy,
};

/// The newest entries first by page, ascending inside a page; the cursor reads older ones.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn timeline(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    before: BeforeParams,
    page: &PageParams,
) -> Result<Page<TimelineEntryView>> {
    // Messages and whispers are two reads, between which more may come: both end where the chat stood before them, or a
    // whisper would be told without the message before it.
    let chat = policy::see_chat(context.db(), agent, chat_id).await?.chat;
    let limit = page.limit()?;
    let before: i64 = page.after()?.unwrap_or(before.position()).min(chat.last_position + 1);
    let messages = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(agent.organization_id()))
        .filter(message::Column::ChatId.eq(chat_id))
        .filter(message::Column::Position.lt(before))
        .order_by_desc(message::Column::Position)
        .limit(limit + 1)
        .all(context.db())
        .await?;
    let whispers = whisper::Entity::find()
        .filter(whisper::Column::OrganizationId.eq(agent.organization_id()))
        .filter(whisper::Column::ChatId.eq(chat_id))
        .filter(whisper::Column::Position.lt(before))
        .order_by_desc(whisper::Column::Position)
        .limit(limit + 1)
        .all(context.db())
        .await?;
    let messages = messages.into_iter().map(|row| TimelineEntryView::Message(row.into()));
    let whispers = whispers.into_iter().map(|row| TimelineEntryView::Whisper(row.into()));
    let mut entries: Vec<TimelineEntryView> = messages.chain(whispers).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.position()));
    let mut page = page_of(entries, limit, TimelineEntryView::position, |entry| entry);
    page.items.reverse();
    Ok(page)
}
