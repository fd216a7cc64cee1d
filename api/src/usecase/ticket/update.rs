//! Changes a ticket.

use futures_util::FutureExt;
use pronto_entity::{column::Word, ticket};
use pronto_protocol::{
    agent::Permission,
    ticket::{TicketState, TicketView, UpdateTicketRequest},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    check::{check_assignee, check_subject},
    find, stamp, view_of,
};
use crate::{
    auth::Agent, context::Context, error::Result, ledger::Transaction, policy, usecase::text::check_optional_text,
};

/// Changes what is given; without a difference nothing is told. Whose it is is another matter.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid_fields`.
pub async fn update(
    context: &Context,
    agent: &Agent,
    ticket_id: Uuid,
    request: UpdateTicketRequest,
) -> Result<TicketView> {
    policy::need(&agent.card, Permission::ManageTickets)?;
    let subject = request.subject.as_deref().map(check_subject).transpose()?;
    let description =
        request.description.as_deref().map(|text| check_optional_text("description", text)).transpose()?;
    let request = UpdateTicketRequest { subject, description, ..request };
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, ticket_id, request).boxed())
        .await
}

async fn write(transaction: &mut Transaction, ticket_id: Uuid, request: UpdateTicketRequest) -> Result<TicketView> {
    let before = find(transaction.db(), transaction.organization_id(), ticket_id).await?;
    if let Some(Some(assignee_id)) = request.assignee_id.filter(|new| *new != before.assignee_id) {
        check_assignee(transaction, assignee_id).await?;
    }
    let after = merged(before.clone(), request, transaction.now_ms());
    if after == before {
        return view_of(transaction.db(), before).await;
    }
    let mut changed: ticket::ActiveModel = before.into_active_model();
    changed.subject = Set(after.subject);
    changed.description = Set(after.description);
    changed.state = Set(after.state);
    changed.priority = Set(after.priority);
    changed.assignee_id = Set(after.assignee_id);
    changed.due_at = Set(after.due_at);
    changed.closed_at = Set(after.closed_at);
    stamp(transaction, changed).await
}

fn merged(before: ticket::Model, request: UpdateTicketRequest, now_ms: i64) -> ticket::Model {
    let state = request.state.unwrap_or(before.state.0);
    ticket::Model {
        subject: request.subject.unwrap_or(before.subject),
        description: request.description.unwrap_or(before.description),
        state: Word(state),
        priority: request.priority.map_or(before.priority, Word),
        assignee_id: request.assignee_id.unwrap_or(before.assignee_id),
        due_at: request.due_at.map_or(before.due_at, |at| at.map(|at| at.unix_ms())),
        closed_at: (state == TicketState::Closed).then(|| before.closed_at.unwrap_or(now_ms)),
        ..before
    }
}
