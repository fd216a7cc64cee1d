//! One's own direct message, and whether it may still be changed.

use pronto_entity::{direct_message, organization};
use pronto_protocol::{agent::Permission, error::ErrorCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// The agent's own message in a conversation of the agent's own.
pub(super) async fn own_message(
    transaction: &Transaction,
    agent: &Agent,
    conversation_id: Uuid,
    message_id: Uuid,
) -> Result<direct_message::Model> {
    policy::own_conversation(transaction.db(), agent, conversation_id).await?;
    policy::need(&agent.card, Permission::DirectMessages)?;
    policy::need(&agent.card, Permission::EditMessages)?;
    let row = direct_message::Entity::find_by_id(message_id)
        .filter(direct_message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(direct_message::Column::ConversationId.eq(conversation_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if row.sender_id != agent.id() {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only its author may change a message."));
    }
    Ok(row)
}

/// Refuses what was sent too long ago.
pub(super) async fn check_window(transaction: &Transaction, message: &direct_message::Model) -> Result<()> {
    let organization = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let window_ms = i64::from(organization.settings.0.edit_window_seconds) * 1000;
    if transaction.now_ms() - message.sent_at > window_ms {
        return Err(ErrorCode::EditWindowPassed.into());
    }
    Ok(())
}
