//! A note about a contact that the agent may change.

use pronto_entity::contact_note;
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// One's own note, or any for admins; deleted ones too.
///
/// # Errors
/// `not_found`, `forbidden` without the permission or when another wrote it.
pub(super) async fn load_own(
    transaction: &Transaction,
    agent: &Agent,
    contact_id: Uuid,
    note_id: Uuid,
) -> Result<contact_note::Model> {
    policy::need(&agent.card, Permission::Whisper)?;
    let note = contact_note::Entity::find_by_id(note_id)
        .filter(contact_note::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(contact_note::Column::ContactId.eq(contact_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if note.author_id != agent.id() && agent.card.role != Role::Admin {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only its author or an admin may change a note."));
    }
    Ok(note)
}
