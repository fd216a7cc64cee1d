//! What an invitation may hold.

use pronto_entity::{invitation, queue};
use pronto_protocol::{approach::InvitationRequest, error::ErrorCode, limit::APPROACH_MOST_CHARS};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::{check_name, check_short_text},
};

/// The request in its one form.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check(mut request: InvitationRequest) -> Result<InvitationRequest> {
    request.name = check_name("name", &request.name)?;
    let text = check_short_text("text", &request.text, APPROACH_MOST_CHARS)?;
    request.text = text.ok_or_else(|| Error::field("text", "required", "The text is empty."))?;
    Ok(request)
}

/// Refuses a name that another has, and a queue that does not exist.
///
/// # Errors
/// `already_exists`, `invalid_fields`.
pub(super) async fn check_rows(transaction: &Transaction, request: &InvitationRequest, own_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let same = invitation::Entity::find()
        .filter(invitation::Column::OrganizationId.eq(organization_id))
        .filter(invitation::Column::Name.eq(&request.name))
        .filter(invitation::Column::Id.ne(own_id))
        .one(transaction.db())
        .await?;
    if same.is_some() {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("An invitation with this name exists already."));
    }
    let queues = queue::Entity::find_by_id(request.queue_id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .count(transaction.db())
        .await?;
    if queues == 0 {
        return Err(Error::field("queue_id", "unknown", "There is no such queue."));
    }
    Ok(())
}
