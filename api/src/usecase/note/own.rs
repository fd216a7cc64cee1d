//! A note that the agent may change.

use pronto_entity::note;
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
    chat_id: Uuid,
    note_id: Uuid,
) -> Result<note::Model> {
    policy::see_chat(transaction.db(), agent, chat_id).await?;
    policy::need(&agent.card, Permission::Whisper)?;
    let note = note::Entity::find_by_id(note_id)
        .filter(note::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(note::Column::ChatId.eq(chat_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if note.author_id != agent.id() && agent.card.role != Role::Admin {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only its author or an admin may change a note."));
    }
    Ok(note)
}
