//! Looks who has fallen silent in a chat: gives it back to the queue, warns the visitor, or ends it as abandoned.

use std::collections::BTreeSet;

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, job, message, participant, queue};
use pronto_protocol::{
    chat::{ChatEnd, ChatState},
    message::{NoticeCode, SenderKind},
    offer::RoutingStepKind,
    queue::QueueSettings,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    Ending, end,
    silence::{LastWord, Verdict, judge},
};
use crate::{
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    routing::{self, Step},
    step::{SILENCE_JOB, add_notice, emit_chat, load_chat, look_after_ms, participants_present, remove_participant},
    usecase::queue::find,
};

/// Does what the rules of the queue say at this minute, and plans the next look.
///
/// # Errors
/// A failure of the database.
pub async fn break_silence(context: &Context, organization_id: Uuid, chat_id: Uuid) -> Result<()> {
    let hub = context.hub.clone();
    context
        .ledger
        .commit(organization_id, move |transaction| async move { look(transaction, &hub, chat_id).await }.boxed())
        .await
}

async fn look(transaction: &mut Transaction, hub: &Hub, chat_id: Uuid) -> Result<()> {
    // Another node may have done it, or planned it anew since.
    let due = job::Entity::find()
        .filter(job::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(job::Column::SubjectId.eq(chat_id))
        .filter(job::Column::Kind.eq(SILENCE_JOB))
        .filter(job::Column::RunAt.lte(transaction.now_ms()))
        .count(transaction.db())
        .await?;
    if due == 0 {
        return Ok(());
    }
    transaction.drop_jobs(SILENCE_JOB, chat_id).await?;
    let chat = load_chat(transaction, chat_id).await?;
    if chat.state.0 != ChatState::Active {
        return Ok(());
    }
    let queue = find(transaction.db(), transaction.organization_id(), chat.queue_id).await?;
    let settings = &queue.settings.0;
    let Some(look_after_ms) = look_after_ms(settings) else { return Ok(()) };
    let present = participants_present(transaction, chat_id).await?;
    let word = last_word(transaction, &chat, &present).await?;
    let now_ms = transaction.now_ms();
    let next_ms = match judge(settings, &word, now_ms) {
        Verdict::Rest => now_ms + look_after_ms,
        Verdict::Wait(due_ms) => due_ms.min(now_ms + look_after_ms),
        Verdict::AgentSilent => return give_back(transaction, hub, &chat, &queue, present).await,
        Verdict::Abandoned => return abandon(transaction, hub, chat_id).await,
        Verdict::VisitorSilent => warn(transaction, chat_id, settings).await?.min(now_ms + look_after_ms),
    };
    transaction.plan_job(SILENCE_JOB, chat_id, next_ms).await
}

/// What visitor or agent said last, and whether the visitor was warned after it.
async fn last_word(transaction: &Transaction, chat: &chat::Model, present: &[participant::Model]) -> Result<LastWord> {
    let of_chat = || {
        message::Entity::find()
            .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(message::Column::ChatId.eq(chat.id))
    };
    let last = of_chat()
        .filter(message::Column::SenderKind.ne(Word(SenderKind::System)))
        .order_by_desc(message::Column::Position)
        .one(transaction.db())
        .await?;
    let after = last.as_ref().map_or(0, |message| message.position);
    let notices = of_chat()
        .filter(message::Column::SenderKind.eq(Word(SenderKind::System)))
        .filter(message::Column::Position.gt(after))
        .all(transaction.db())
        .await?;
    let warning =
        |row: &&message::Model| row.notice.as_ref().is_some_and(|notice| notice.0.code == NoticeCode::VisitorSilent);
    Ok(LastWord {
        by_visitor: last.as_ref().is_none_or(|message| message.sender_kind.0 == SenderKind::Visitor),
        at_ms: last.map_or(chat.started_at, |message| message.sent_at),
        joined_at_ms: present.iter().map(|row| row.joined_at).max().unwrap_or(chat.started_at),
        warned_at_ms: notices.iter().filter(warning).map(|row| row.sent_at).max(),
    })
}

/// Tells the visitor when the chat will end; gives that time.
async fn warn(transaction: &mut Transaction, chat_id: Uuid, settings: &QueueSettings) -> Result<i64> {
    let minutes = settings.abandon_minutes;
    add_notice(transaction, chat_id, NoticeCode::VisitorSilent, [("minutes", minutes.to_string())]).await?;
    Ok(transaction.now_ms() + i64::from(minutes) * crate::step::MINUTE_MS)
}

async fn abandon(transaction: &mut Transaction, hub: &Hub, chat_id: Uuid) -> Result<()> {
    let ending =
        Ending { end: ChatEnd::Abandoned, notice: NoticeCode::ChatAbandoned, name: None, reason: None, solved: None };
    end(transaction, hub, chat_id, ending).await?;
    Ok(())
}

/// Everybody is taken out, the chat waits in its queue again, and those who were silent are passed over in this round.
async fn give_back(
    transaction: &mut Transaction,
    hub: &Hub,
    chat: &chat::Model,
    queue: &queue::Model,
    present: Vec<participant::Model>,
) -> Result<()> {
    add_notice(transaction, chat.id, NoticeCode::BackInQueue, [("queue", queue.name.clone())]).await?;
    let mut silent = BTreeSet::new();
    for row in present {
        remove_participant(transaction, chat.id, row.agent_id, true).await?;
        let step = Step {
            kind: RoutingStepKind::Silent,
            agent: Some((row.agent_id, &row.name)),
            reason: Some("agent_silent"),
        };
        routing::tell(transaction, chat.id, &[step]).await?;
        silent.insert(row.agent_id);
    }
    let mut row = load_chat(transaction, chat.id).await?.into_active_model();
    row.state = Set(Word(ChatState::Waiting));
    row.waiting_since = Set(transaction.now_ms());
    emit_chat(transaction, row).await?;
    routing::chat_returned(transaction, hub, chat.id, &silent).await?;
    routing::agents_came(transaction, hub, silent).await
}
