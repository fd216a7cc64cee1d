//! One's own whisper, in a chat where one may whisper.

use pronto_entity::whisper;
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
    policy::{self, SeenChat},
};

/// A chat where the agent may whisper: one the agent is in, or any that a supervisor sees.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`.
pub(super) async fn see_to_whisper(transaction: &Transaction, agent: &Agent, chat_id: Uuid) -> Result<SeenChat> {
    let seen = policy::see_chat(transaction.db(), agent, chat_id).await?;
    policy::need(&agent.card, Permission::Whisper)?;
    if agent.card.role == Role::Agent {
        seen.present()?;
    }
    Ok(seen)
}

/// The agent's own whisper in an open chat.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `forbidden` without the permission or when another wrote it.
pub(super) async fn load_own(
    transaction: &Transaction,
    agent: &Agent,
    chat_id: Uuid,
    whisper_id: Uuid,
) -> Result<whisper::Model> {
    let seen = see_to_whisper(transaction, agent, chat_id).await?;
    let whisper = whisper::Entity::find_by_id(whisper_id)
        .filter(whisper::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whisper::Column::ChatId.eq(chat_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    // A line of Pronto's own has no hash, and no author among agents.
    if whisper.sender_id != agent.id() || whisper.content_hash.is_empty() {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only its author may change a whisper."));
    }
    seen.open()?;
    Ok(whisper)
}
