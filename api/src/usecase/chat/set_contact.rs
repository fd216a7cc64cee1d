//! Says whose chat it is, or that nobody knows.

use futures_util::FutureExt;
use pronto_entity::chat;
use pronto_protocol::{agent::Permission, chat::ChatView};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::view_of;
use crate::{
    auth::Agent, context::Context, error::Result, ledger::Transaction, policy, step::emit_chat, usecase::contact,
};

/// Links a chat, open or closed, to a contact, or unlinks it with none. The same again is no change.
///
/// # Errors
/// `forbidden`, `not_found` (chat or contact), `conflict` for a merged contact.
pub async fn set_contact(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    contact_id: Option<Uuid>,
) -> Result<ChatView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| link(transaction, agent, chat_id, contact_id).boxed())
        .await
}

async fn link(
    transaction: &mut Transaction,
    agent: Agent,
    chat_id: Uuid,
    contact_id: Option<Uuid>,
) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    if seen.chat.contact_id == contact_id {
        return view_of(transaction.db(), seen.chat).await;
    }
    if let Some(contact_id) = contact_id {
        contact::find_whole(transaction.db(), transaction.organization_id(), contact_id).await?;
    }
    let mut row: chat::ActiveModel = seen.chat.into_active_model();
    row.contact_id = Set(contact_id);
    emit_chat(transaction, row).await
}
