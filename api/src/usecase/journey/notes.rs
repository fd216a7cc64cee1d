//! Notes about a contact.

use pronto_entity::contact_note;
use pronto_protocol::{contact::ContactNoteView, journey::JourneyEntryView};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::list::{Place, Question};
use crate::error::Result;

/// The notes about a contact.
///
/// # Errors
/// A failure of the database.
pub(super) async fn read(
    database: &DatabaseConnection,
    question: Question<'_>,
) -> Result<Vec<(Place, JourneyEntryView)>> {
    use contact_note::Column;
    let mut query = contact_note::Entity::find()
        .filter(Column::OrganizationId.eq(question.agent.organization_id()))
        .filter(Column::ContactId.eq(question.contact_id))
        .filter(Column::DeletedAt.is_null());
    if let Some((at, id)) = question.before {
        let same_time = Condition::all().add(Column::CreatedAt.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::CreatedAt.lt(at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(question.most).all(database).await?;
    let entry = |row: contact_note::Model| {
        let place = (row.created_at, row.id);
        let note = ContactNoteView::from(row);
        (place, JourneyEntryView::Note { at: note.created_at, note })
    };
    Ok(rows.into_iter().map(entry).collect())
}
