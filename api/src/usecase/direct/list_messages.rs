//! Lists the messages of a direct conversation.

use pronto_entity::direct_message;
use pronto_protocol::{direct::DirectMessageView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{BeforeParams, PageParams, page_of},
    policy,
};

/// The newest messages first by page, ascending inside a page; the cursor reads older ones.
///
/// # Errors
/// `not_found`, `invalid_fields`, `invalid_cursor`.
pub async fn list_messages(
    context: &Context,
    agent: &Agent,
    conversation_id: Uuid,
    before: BeforeParams,
    params: &PageParams,
) -> Result<Page<DirectMessageView>> {
    policy::own_conversation(context.db(), agent, conversation_id).await?;
    let limit = params.limit()?;
    let before: i64 = params.after()?.unwrap_or(before.position());
    let rows = direct_message::Entity::find()
        .filter(direct_message::Column::OrganizationId.eq(agent.organization_id()))
        .filter(direct_message::Column::ConversationId.eq(conversation_id))
        .filter(direct_message::Column::Position.lt(before))
        .order_by_desc(direct_message::Column::Position)
        .limit(limit + 1)
        .all(context.db())
        .await?;
    let mut page = page_of(rows, limit, |row| row.position, DirectMessageView::from);
    page.items.reverse();
    Ok(page)
}
