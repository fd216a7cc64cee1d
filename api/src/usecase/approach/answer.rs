//! A visitor answers an approach; an accepted invitation starts a chat with the agent who sent it.

use std::sync::Arc;

use futures_util::FutureExt;
use pronto_entity::{agent, approach, column::Word};
use pronto_protocol::{
    approach::{AnswerApproachRequest, ApproachAnswer, ApproachKind, ApproachState, VisitorApproachView},
    chat::Channel,
    error::ErrorCode,
    event::Change,
    visitor::StartChatRequest,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::{AgentCard, BlockList, Visitor},
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    usecase::{
        queue,
        text::check_optional_text,
        visitor::{Start, start},
    },
};

/// Answers an approach to this visitor, and tells its agent. The same answer again changes nothing.
///
/// # Errors
/// `not_found`, `conflict` when it is no longer open; for an accepted invitation also what starting a chat may answer.
pub async fn answer(
    context: &Context,
    visitor: Visitor,
    approach_id: Uuid,
    request: AnswerApproachRequest,
) -> Result<VisitorApproachView> {
    let text = check_optional_text("text", request.text.as_deref().unwrap_or_default())?;
    let hub = context.hub.clone();
    let blocked = context.blocks.of(visitor.organization_id).await?;
    context
        .ledger
        .commit(visitor.organization_id, move |transaction| {
            take(transaction, hub, blocked, visitor, approach_id, request, text).boxed()
        })
        .await
}

async fn take(
    transaction: &mut Transaction,
    hub: Hub,
    blocked: Arc<BlockList>,
    visitor: Visitor,
    approach_id: Uuid,
    request: AnswerApproachRequest,
    text: String,
) -> Result<VisitorApproachView> {
    let now_ms = transaction.now_ms();
    let row = approach::Entity::find_by_id(approach_id)
        .filter(approach::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(approach::Column::VisitorId.eq(visitor.id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let state = match request.answer {
        ApproachAnswer::Shown => ApproachState::Shown,
        ApproachAnswer::Accepted => ApproachState::Accepted,
        ApproachAnswer::Declined => ApproachState::Declined,
    };
    // A second tab may tell that it shows what was answered in the first.
    if row.state.0 == state || (state == ApproachState::Shown && row.answered_at.is_some()) {
        return Ok(row.view(now_ms).for_visitor());
    }
    if !row.is_open(now_ms) {
        return Err(Error::new(ErrorCode::Conflict).detail("It can no longer be answered."));
    }
    let mut chat_id = None;
    if state == ApproachState::Accepted && row.kind.0 == ApproachKind::Invitation {
        chat_id = Some(start_invited(transaction, hub, blocked, visitor, &row, request, text).await?);
    }
    let mut changed = row.into_active_model();
    changed.state = Set(Word(state));
    changed.chat_id = Set(chat_id);
    if state != ApproachState::Shown {
        changed.answered_at = Set(Some(now_ms));
    }
    changed.seq = Set(transaction.next_seq());
    let view = changed.update(transaction.db()).await?.view(now_ms);
    transaction.emit(Change::ApproachUpdated(view.clone()));
    Ok(view.for_visitor())
}

async fn start_invited(
    transaction: &mut Transaction,
    hub: Hub,
    blocked: Arc<BlockList>,
    visitor: Visitor,
    row: &approach::Model,
    request: AnswerApproachRequest,
    text: String,
) -> Result<Uuid> {
    let organization_id = transaction.organization_id();
    let queue_id = row.queue_id.ok_or_else(|| Error::internal("an invitation without a queue"))?;
    let queue = queue::find(transaction.db(), organization_id, queue_id).await?;
    let agent = agent::Entity::find_by_id(row.agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let inviting = AgentCard {
        id: agent.id,
        organization_id,
        name: agent.name,
        role: agent.role.0,
        // Nothing is asked of them: the invitation was sent with the permission for it.
        permissions: Vec::new(),
    };
    let start_request = StartChatRequest {
        // The same for a repeated acceptance.
        client_id: row.id,
        queue: queue.slug,
        subject_id: None,
        fields: request.fields,
        text: request.text,
        consent: request.consent,
        channel: None,
    };
    let new = Start {
        blocked,
        channel: Channel::Widget,
        request: start_request,
        text,
        inviting: Some(inviting),
        whatsapp: None,
    };
    Ok(start(transaction, hub, visitor, new).await?.id)
}
