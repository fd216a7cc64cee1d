//! The disposition that a chat is closed with.

use pronto_entity::{chat, disposition, organization};
use pronto_protocol::error::{ErrorCode, FieldProblem};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The disposition chosen for a chat, if any: active, and for the chat's queue or for all.
///
/// # Errors
/// `disposition_required` when the organization demands one, and whether the matter was solved, and either is missing;
/// `invalid_fields` for one that these chats do not have.
pub(in crate::usecase) async fn choose(
    transaction: &Transaction,
    chat: &chat::Model,
    disposition_id: Option<Uuid>,
    solved: Option<bool>,
) -> Result<Option<disposition::Model>> {
    let organization = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if organization.settings.0.disposition_required {
        let missing = [("disposition_id", disposition_id.is_none()), ("solved", solved.is_none())];
        let missing: Vec<FieldProblem> =
            missing.into_iter().filter(|(_, missing)| *missing).map(|(field, _)| needed(field)).collect();
        if !missing.is_empty() {
            return Err(Error::new(ErrorCode::DispositionRequired).naming(missing));
        }
    }
    let Some(disposition_id) = disposition_id else { return Ok(None) };
    let row = disposition::Entity::find_by_id(disposition_id)
        .filter(disposition::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let row = row.filter(|row| row.active && row.queue_id.is_none_or(|queue_id| queue_id == chat.queue_id));
    row.ok_or_else(|| Error::field("disposition_id", "unknown", "Chats of this queue have no such disposition."))
        .map(Some)
}

fn needed(field: &str) -> FieldProblem {
    let detail = "The organization wants it to close a chat.";
    FieldProblem { field: field.to_owned(), problem: "required".to_owned(), detail: detail.to_owned() }
}
