//! The comments on a ticket, oldest first.

use pronto_entity::ticket_comment;
use pronto_protocol::{page::Page, ticket::TicketCommentView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::ticket,
};

/// The comments on a ticket, in the order in which they were written.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    ticket_id: Uuid,
    page: &PageParams,
) -> Result<Page<TicketCommentView>> {
    use ticket_comment::Column;
    let limit = page.limit()?;
    ticket::find(context.db(), agent.organization_id(), ticket_id).await?;
    let mut query = ticket_comment::Entity::find()
        .filter(Column::OrganizationId.eq(agent.organization_id()))
        .filter(Column::TicketId.eq(ticket_id));
    if let Some(seq) = page.after::<i64>()? {
        query = query.filter(Column::Seq.gt(seq));
    }
    let rows = query.order_by_asc(Column::Seq).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.seq, TicketCommentView::from))
}
