//! Replaces an invitation.

use futures_util::FutureExt;
use pronto_entity::invitation;
use pronto_protocol::{
    approach::{InvitationRequest, InvitationView},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::check::{check, check_rows};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Replaces it, for an admin; what was sent stays as it was.
///
/// # Errors
/// `not_found`, `already_exists` for a name that is taken, `invalid_fields`.
pub async fn replace(context: &Context, admin: &Agent, id: Uuid, request: InvitationRequest) -> Result<InvitationView> {
    let request = check(request)?;
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, id, request).boxed()).await
}

async fn write(transaction: &mut Transaction, id: Uuid, request: InvitationRequest) -> Result<InvitationView> {
    let row = invitation::Entity::find_by_id(id)
        .filter(invitation::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    check_rows(transaction, &request, id).await?;
    let before = InvitationView::from(row.clone());
    let mut changed = row.into_active_model();
    changed.name = Set(request.name);
    changed.text = Set(request.text);
    changed.queue_id = Set(request.queue_id);
    changed.active = Set(request.active);
    let after = InvitationView::from(changed.update(transaction.db()).await?);
    if after != before {
        transaction.note_changes(&before, &after);
        transaction.emit(Change::RegisterChanged { register: Register::Invitations });
    }
    Ok(after)
}
