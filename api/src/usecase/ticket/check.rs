//! What a ticket may hold.

use pronto_entity::agent;
use pronto_protocol::limit::TICKET_SUBJECT_MOST_CHARS;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::clean_line,
};

/// A subject: one line of 1 to 200 characters.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_subject(subject: &str) -> Result<String> {
    let subject = clean_line(subject);
    if subject.is_empty() {
        return Err(Error::field("subject", "required", "A subject is needed."));
    }
    if subject.chars().count() > TICKET_SUBJECT_MOST_CHARS {
        return Err(Error::field("subject", "too_long", format!("At most {TICKET_SUBJECT_MOST_CHARS} characters.")));
    }
    Ok(subject)
}

/// Refuses an assignee who is not an active agent of the organization.
///
/// # Errors
/// `invalid_fields`.
pub(super) async fn check_assignee(transaction: &Transaction, assignee_id: Uuid) -> Result<()> {
    let row = agent::Entity::find_by_id(assignee_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(agent::Column::Active.eq(true))
        .one(transaction.db())
        .await?;
    match row {
        Some(_) => Ok(()),
        None => Err(Error::field("assignee_id", "unknown", "There is no such active agent.")),
    }
}
