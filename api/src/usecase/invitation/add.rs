//! Adds an invitation.

use futures_util::FutureExt;
use pronto_entity::invitation;
use pronto_protocol::{
    approach::{InvitationRequest, InvitationView},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::check::{check, check_rows};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Adds it, for an admin.
///
/// # Errors
/// `already_exists` for a name that is taken, `invalid_fields`.
pub async fn add(context: &Context, admin: &Agent, request: InvitationRequest) -> Result<InvitationView> {
    let request = check(request)?;
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, request).boxed()).await
}

async fn write(transaction: &mut Transaction, request: InvitationRequest) -> Result<InvitationView> {
    let id = transaction.id();
    check_rows(transaction, &request, id).await?;
    let row = invitation::ActiveModel {
        id: Set(id),
        organization_id: Set(transaction.organization_id()),
        name: Set(request.name),
        text: Set(request.text),
        queue_id: Set(request.queue_id),
        active: Set(request.active),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(id);
    transaction.emit(Change::RegisterChanged { register: Register::Invitations });
    Ok(row.into())
}
