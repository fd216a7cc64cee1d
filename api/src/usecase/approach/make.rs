//! An approach written, told to its visitor, and put in the place of the one before.

use pronto_entity::{approach, chat, column::Word, visit};
use pronto_protocol::{
    approach::{ApproachKind, ApproachState, ApproachView},
    chat::ChatState,
    error::ErrorCode,
    event::Change,
    visit::VISIT_SILENCE_MS,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use crate::{
    auth::Agent,
    error::{Error, Result},
    ledger::Transaction,
};

/// How long it can be answered, in milliseconds.
const ANSWER_WITHIN_MS: i64 = 10 * 60 * 1000;

/// What is sent.
pub(super) struct New {
    pub kind: ApproachKind,
    pub text: String,
    pub url: Option<String>,
    pub queue_id: Option<Uuid>,
}

/// Writes it. The row stays as the record of who asked whom to go where.
///
/// # Errors
/// `conflict` when the visit has ended, or for an invitation when the visitor is in a chat.
pub(super) async fn make(
    transaction: &mut Transaction,
    agent: &Agent,
    visit: visit::Model,
    new: New,
) -> Result<ApproachView> {
    let now_ms = transaction.now_ms();
    if now_ms - visit.last_seen_at >= VISIT_SILENCE_MS {
        return Err(Error::new(ErrorCode::Conflict).detail("This visit has ended."));
    }
    if new.kind == ApproachKind::Invitation {
        refuse_who_is_in_a_chat(transaction, visit.visitor_id).await?;
    }
    replace_open(transaction, visit.visitor_id).await?;
    let row = approach::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        kind: Set(Word(new.kind)),
        visit_id: Set(visit.id),
        visitor_id: Set(visit.visitor_id),
        agent_id: Set(agent.id()),
        agent_name: Set(agent.card.name.clone()),
        text: Set(new.text),
        url: Set(new.url),
        queue_id: Set(new.queue_id),
        state: Set(Word(ApproachState::Sent)),
        chat_id: Set(None),
        sent_at: Set(now_ms),
        answered_at: Set(None),
        expires_at: Set(now_ms + ANSWER_WITHIN_MS),
        seq: Set(transaction.next_seq()),
    };
    let view = row.insert(transaction.db()).await?.view(now_ms);
    transaction.emit(Change::ApproachUpdated(view.clone()));
    Ok(view)
}

async fn refuse_who_is_in_a_chat(transaction: &Transaction, visitor_id: Uuid) -> Result<()> {
    let open = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::VisitorId.eq(visitor_id))
        .filter(chat::Column::State.ne(Word(ChatState::Closed)))
        .count(transaction.db())
        .await?;
    if open > 0 {
        return Err(Error::new(ErrorCode::Conflict).detail("This visitor is in a chat already."));
    }
    Ok(())
}

/// A visitor is asked one thing at a time.
async fn replace_open(transaction: &mut Transaction, visitor_id: Uuid) -> Result<()> {
    let now_ms = transaction.now_ms();
    let open = approach::Entity::find()
        .filter(approach::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(approach::Column::VisitorId.eq(visitor_id))
        .filter(approach::Column::State.is_in([Word(ApproachState::Sent), Word(ApproachState::Shown)]))
        .filter(approach::Column::ExpiresAt.gt(now_ms))
        .all(transaction.db())
        .await?;
    for row in open {
        let mut changed = row.into_active_model();
        changed.state = Set(Word(ApproachState::Replaced));
        changed.seq = Set(transaction.next_seq());
        let view = changed.update(transaction.db()).await?.view(now_ms);
        transaction.emit(Change::ApproachUpdated(view));
    }
    Ok(())
}
