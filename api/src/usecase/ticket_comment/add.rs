//! Writes a comment on a ticket.

use futures_util::FutureExt;
use pronto_entity::ticket_comment;
use pronto_protocol::{
    agent::Permission,
    error::ErrorCode,
    event::Change,
    ticket::{AddTicketCommentRequest, TicketCommentView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    policy,
    usecase::{
        text::{check_text, content_hash},
        ticket,
    },
};

/// Writes a comment, whatever state the ticket is in. The same `client_id` again gives the first result.
///
/// # Errors
/// `forbidden`, `not_found`, `client_id_reused`, `invalid_fields`.
pub async fn add(
    context: &Context,
    agent: &Agent,
    ticket_id: Uuid,
    request: AddTicketCommentRequest,
) -> Result<TicketCommentView> {
    policy::need(&agent.card, Permission::ManageTickets)?;
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            write(transaction, agent, ticket_id, request.client_id, text).boxed()
        })
        .await
}

async fn write(
    transaction: &mut Transaction,
    agent: Agent,
    ticket_id: Uuid,
    client_id: Uuid,
    text: String,
) -> Result<TicketCommentView> {
    ticket::find(transaction.db(), transaction.organization_id(), ticket_id).await?;
    let content_hash = content_hash([text.as_bytes()]);
    let earlier = ticket_comment::Entity::find()
        .filter(ticket_comment::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(ticket_comment::Column::TicketId.eq(ticket_id))
        .filter(ticket_comment::Column::AuthorId.eq(agent.id()))
        .filter(ticket_comment::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    if let Some(earlier) = earlier {
        if earlier.content_hash != content_hash {
            return Err(ErrorCode::ClientIdReused.into());
        }
        return Ok(earlier.into());
    }
    let row = ticket_comment::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        ticket_id: Set(ticket_id),
        author_id: Set(agent.id()),
        author_name: Set(agent.card.name.clone()),
        text: Set(text),
        client_id: Set(client_id),
        content_hash: Set(content_hash),
        created_at: Set(transaction.now_ms()),
        seq: Set(transaction.next_seq()),
    };
    let view: TicketCommentView = row.insert(transaction.db()).await?.into();
    transaction.emit(Change::TicketCommentAdded(view.clone()));
    Ok(view)
}
