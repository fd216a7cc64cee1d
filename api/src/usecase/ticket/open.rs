//! Opens a ticket: anonymous, for a new contact, or for one who is known.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, ticket, ticket_chat};
use pronto_protocol::{
    agent::Permission,
    error::ErrorCode,
    event::Change,
    ticket::{OpenTicketRequest, TicketContact, TicketState, TicketView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    check::{check_assignee, check_subject},
    view_of,
    whose::whose,
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    step::{emit_chat, load_chat},
    usecase::text::{check_optional_text, content_hash},
};

/// Opens a ticket. The same `client_id` again gives the first ticket, as it is now.
///
/// # Errors
/// `forbidden`, `invalid_fields`, `not_found` (contact or chat), `probable_duplicates` unless confirmed, `already_exists`,
/// `conflict` (merged contact), `client_id_reused`.
pub async fn open(context: &Context, agent: &Agent, request: OpenTicketRequest) -> Result<TicketView> {
    policy::need(&agent.card, Permission::ManageTickets)?;
    let hash = content_hash([serde_json::to_vec(&request).map_err(Error::internal)?.as_slice()]);
    let request = OpenTicketRequest {
        subject: check_subject(&request.subject)?,
        description: check_optional_text("description", &request.description)?,
        ..request
    };
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, agent, request, hash).boxed())
        .await
}

async fn write(
    transaction: &mut Transaction,
    agent: Agent,
    request: OpenTicketRequest,
    hash: Vec<u8>,
) -> Result<TicketView> {
    if let Some(earlier) = earlier(transaction, agent.id(), request.client_id).await? {
        if earlier.content_hash != hash {
            return Err(ErrorCode::ClientIdReused.into());
        }
        return view_of(transaction.db(), earlier).await;
    }
    if let Some(chat_id) = request.chat_id {
        policy::see_chat(transaction.db(), &agent, chat_id).await?;
    }
    if let Some(assignee_id) = request.assignee_id {
        check_assignee(transaction, assignee_id).await?;
    }
    let contact_id = whose(transaction, &request.contact).await?;
    if let Some(chat_id) = request.chat_id.filter(|_| !matches!(request.contact, TicketContact::Anonymous {})) {
        give_chat(transaction, chat_id, contact_id).await?;
    }
    let row = ticket::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        number: Set(next_number(transaction).await?),
        contact_id: Set(contact_id),
        subject: Set(request.subject),
        description: Set(request.description),
        state: Set(Word(TicketState::Open)),
        priority: Set(Word(request.priority)),
        assignee_id: Set(request.assignee_id),
        due_at: Set(request.due_at.map(|at| at.unix_ms())),
        opened_by_id: Set(agent.id()),
        client_id: Set(request.client_id),
        content_hash: Set(hash),
        opened_at: Set(transaction.now_ms()),
        updated_at: Set(transaction.now_ms()),
        closed_at: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let row = row.insert(transaction.db()).await?;
    if let Some(chat_id) = request.chat_id {
        let link = ticket_chat::ActiveModel {
            ticket_id: Set(row.id),
            chat_id: Set(chat_id),
            organization_id: Set(transaction.organization_id()),
            created_at: Set(transaction.now_ms()),
        };
        link.insert(transaction.db()).await?;
    }
    let view = view_of(transaction.db(), row).await?;
    transaction.emit(Change::TicketOpened(view.clone()));
    Ok(view)
}

async fn earlier(transaction: &Transaction, agent_id: Uuid, client_id: Uuid) -> Result<Option<ticket::Model>> {
    let row = ticket::Entity::find()
        .filter(ticket::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(ticket::Column::OpenedById.eq(agent_id))
        .filter(ticket::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    Ok(row)
}

/// Gapless: tickets are never removed, and an organization has one writer at a time.
async fn next_number(transaction: &Transaction) -> Result<i64> {
    let last = ticket::Entity::find()
        .filter(ticket::Column::OrganizationId.eq(transaction.organization_id()))
        .order_by_desc(ticket::Column::Number)
        .one(transaction.db())
        .await?;
    Ok(last.map_or(0, |row| row.number) + 1)
}

/// Whoever the ticket is opened for is whose chat it was, unless somebody has said otherwise.
async fn give_chat(transaction: &mut Transaction, chat_id: Uuid, contact_id: Uuid) -> Result<()> {
    let row = load_chat(transaction, chat_id).await?;
    if row.contact_id.is_some() {
        return Ok(());
    }
    let mut changed: chat::ActiveModel = row.into_active_model();
    changed.contact_id = Set(Some(contact_id));
    emit_chat(transaction, changed).await?;
    Ok(())
}
