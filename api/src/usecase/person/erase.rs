//! Erases a person: visitors, contacts and tickets at once, the chats by a durable job each.

use futures_util::FutureExt;
use pronto_entity::chat;
use pronto_protocol::{
    chat::ChatState,
    error::ErrorCode,
    person::{ErasureView, PersonSelector},
};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{ERASE_JOB, contact::erase_contacts, find::find, step::erase_visitor, ticket::erase_tickets};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Erases a person, for an admin. The audit trail keeps ids only.
///
/// # Errors
/// `not_found`, `invalid_fields`; `conflict` while a chat of the person is open, for a browser that several contacts have used, and for
/// an anonymous contact.
pub async fn erase(context: &Context, admin: &Agent, of: PersonSelector) -> Result<ErasureView> {
    context.ledger.commit(admin.organization_id(), move |transaction| plan(transaction, of).boxed()).await
}

async fn plan(transaction: &mut Transaction, of: PersonSelector) -> Result<ErasureView> {
    let person = find(transaction.db(), transaction.organization_id(), &of).await?;
    if let Some(open) = person.chats.iter().find(|chat| chat.state.0 != ChatState::Closed) {
        return Err(Error::new(ErrorCode::Conflict).detail(format!("Close the chat {} first.", open.id)));
    }
    if let Some(id) = person.id() {
        transaction.note_made(id);
    }
    let mut erasure = ErasureView { visitors: 0, contacts: 0, tickets: 0, chats: 0 };
    for (visitor, _) in person.visitors {
        erase_visitor(transaction, visitor).await?;
        erasure.visitors += 1;
    }
    let contact_ids: Vec<Uuid> = person.contacts.iter().map(|contact| contact.id).collect();
    if !contact_ids.is_empty() {
        erasure.tickets = erase_tickets(transaction, &contact_ids).await?;
        take_chats(transaction, &contact_ids).await?;
        erase_contacts(transaction, &contact_ids).await?;
        erasure.contacts = contact_ids.len() as u64;
    }
    for chat in person.chats.into_iter().filter(|chat| chat.erased_at.is_none()) {
        // Once, however often it is asked for.
        transaction.drop_jobs(ERASE_JOB, chat.id).await?;
        transaction.plan_job(ERASE_JOB, chat.id, transaction.now_ms()).await?;
        erasure.chats += 1;
    }
    Ok(erasure)
}

/// Chats that are nobody's from now on: `contact.removed` says so of all of them.
async fn take_chats(transaction: &Transaction, contact_ids: &[Uuid]) -> Result<()> {
    chat::Entity::update_many()
        .col_expr(chat::Column::ContactId, Expr::value(Option::<Uuid>::None))
        .col_expr(chat::Column::Seq, Expr::value(transaction.next_seq()))
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::ContactId.is_in(contact_ids.iter().copied()))
        .exec(transaction.db())
        .await?;
    Ok(())
}
