//! A contact's tickets.

use pronto_entity::ticket;
use pronto_protocol::journey::JourneyEntryView;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::list::{Place, Question};
use crate::{error::Result, usecase};

/// The tickets of a contact.
///
/// # Errors
/// A failure of the database.
pub(super) async fn read(
    database: &DatabaseConnection,
    question: Question<'_>,
) -> Result<Vec<(Place, JourneyEntryView)>> {
    use ticket::Column;
    let organization_id = question.agent.organization_id();
    let mut query = ticket::Entity::find()
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Column::ContactId.eq(question.contact_id));
    if let Some((at, id)) = question.before {
        let same_time = Condition::all().add(Column::OpenedAt.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::OpenedAt.lt(at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::OpenedAt).order_by_desc(Column::Id).limit(question.most).all(database).await?;
    let tickets = usecase::ticket::views_of(database, organization_id, rows).await?;
    let entry = |ticket: pronto_protocol::ticket::TicketView| {
        let place = (ticket.opened_at.unix_ms(), ticket.id);
        (place, JourneyEntryView::Ticket { at: ticket.opened_at, ticket })
    };
    Ok(tickets.into_iter().map(entry).collect())
}
