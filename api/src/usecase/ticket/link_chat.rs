//! Says that a ticket is about a chat, or is not.

use futures_util::FutureExt;
use pronto_entity::ticket_chat;
use pronto_protocol::{agent::Permission, ticket::TicketView};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use super::{find, stamp, view_of};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// Most chats of one ticket.
const CHATS_MOST: u64 = 100;

/// Links a chat that the agent sees to a ticket, or unlinks it. Again is no change.
///
/// # Errors
/// `forbidden`, `not_found` (ticket or chat), `invalid_fields` past 100 chats.
pub async fn link_chat(
    context: &Context,
    agent: &Agent,
    ticket_id: Uuid,
    chat_id: Uuid,
    linked: bool,
) -> Result<TicketView> {
    policy::need(&agent.card, Permission::ManageTickets)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            write(transaction, agent, ticket_id, chat_id, linked).boxed()
        })
        .await
}

async fn write(
    transaction: &mut Transaction,
    agent: Agent,
    ticket_id: Uuid,
    chat_id: Uuid,
    linked: bool,
) -> Result<TicketView> {
    let organization_id = transaction.organization_id();
    let ticket = find(transaction.db(), organization_id, ticket_id).await?;
    policy::see_chat(transaction.db(), &agent, chat_id).await?;
    let link = ticket_chat::Entity::find_by_id((ticket_id, chat_id))
        .filter(ticket_chat::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?;
    match link {
        None if linked => {
            refuse_too_many(transaction, ticket_id).await?;
            let link = ticket_chat::ActiveModel {
                ticket_id: Set(ticket_id),
                chat_id: Set(chat_id),
                organization_id: Set(organization_id),
                created_at: Set(transaction.now_ms()),
            };
            link.insert(transaction.db()).await?;
        }
        Some(link) if !linked => {
            link.delete(transaction.db()).await?;
        }
        _ => return view_of(transaction.db(), ticket).await,
    }
    stamp(transaction, ticket.into_active_model()).await
}

async fn refuse_too_many(transaction: &Transaction, ticket_id: Uuid) -> Result<()> {
    let count = ticket_chat::Entity::find()
        .filter(ticket_chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(ticket_chat::Column::TicketId.eq(ticket_id))
        .count(transaction.db())
        .await?;
    if count >= CHATS_MOST {
        return Err(Error::field("chat_id", "too_long", format!("At most {CHATS_MOST} chats.")));
    }
    Ok(())
}
