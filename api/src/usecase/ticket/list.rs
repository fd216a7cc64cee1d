//! Lists tickets, the newest first.

use pronto_entity::{column::Word, ticket, ticket_chat};
use pronto_protocol::{
    page::Page,
    ticket::{TicketState, TicketView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::SelectStatement};
use serde::Deserialize;
use uuid::Uuid;

use super::views_of;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// Which tickets.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TicketParams {
    /// Of this contact.
    pub contact_id: Option<Uuid>,
    /// Of this agent.
    pub assignee_id: Option<Uuid>,
    /// In this state.
    pub state: Option<TicketState>,
    /// About this chat.
    pub chat_id: Option<Uuid>,
}

/// Tickets that fit every filter given, the highest number first.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    params: TicketParams,
    page: &PageParams,
) -> Result<Page<TicketView>> {
    use ticket::Column;
    let limit = page.limit()?;
    let organization_id = agent.organization_id();
    let mut query = ticket::Entity::find().filter(Column::OrganizationId.eq(organization_id));
    if let Some(contact_id) = params.contact_id {
        query = query.filter(Column::ContactId.eq(contact_id));
    }
    if let Some(assignee_id) = params.assignee_id {
        query = query.filter(Column::AssigneeId.eq(assignee_id));
    }
    if let Some(state) = params.state {
        query = query.filter(Column::State.eq(Word(state)));
    }
    if let Some(chat_id) = params.chat_id {
        query = query.filter(Column::Id.in_subquery(about(organization_id, chat_id)));
    }
    if let Some(number) = page.after::<i64>()? {
        query = query.filter(Column::Number.lt(number));
    }
    let rows = query.order_by_desc(Column::Number).limit(limit + 1).all(context.db()).await?;
    let rows = page_of(rows, limit, |row| row.number, |row| row);
    let items = views_of(context.db(), organization_id, rows.items).await?;
    Ok(Page { items, next_cursor: rows.next_cursor })
}

fn about(organization_id: Uuid, chat_id: Uuid) -> SelectStatement {
    ticket_chat::Entity::find()
        .select_only()
        .column(ticket_chat::Column::TicketId)
        .filter(ticket_chat::Column::OrganizationId.eq(organization_id))
        .filter(ticket_chat::Column::ChatId.eq(chat_id))
        .into_query()
}
