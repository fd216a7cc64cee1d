//! Lists of chats: the agent's own, waiting ones, those of others, closed ones.

use std::collections::HashSet;

use pronto_entity::{chat, chat_tag, column::Word, participant, queue, queue_member};
use pronto_protocol::{
    agent::{Permission, Role},
    chat::{ChatFilter, ChatListItemView, ChatState, Priority},
    page::Page,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use super::{unread_counts, views_of};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    routing,
};

/// What a list is narrowed by; nothing of it leaves the list whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrowing {
    /// Of this queue.
    pub queue_id: Option<Uuid>,
    /// With this tag.
    pub tag_id: Option<Uuid>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// With this status label.
    pub label_id: Option<Uuid>,
    /// Set aside by oneself, or not.
    pub snoozed: Option<bool>,
}

/// Chats of one kind. Own ones and those of others: the latest entry first; waiting and mini-queue: by priority, and then
/// who waits longest first; closed: the latest closed first.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    filter: ChatFilter,
    narrowing: Narrowing,
    page: &PageParams,
) -> Result<Page<ChatListItemView>> {
    use chat::Column;
    let limit = page.limit()?;
    let (column, order) = match filter {
        ChatFilter::Waiting | ChatFilter::MiniQueue => (Column::WaitingSince, Order::Asc),
        ChatFilter::Closed => (Column::ClosedAt, Order::Desc),
        ChatFilter::Mine | ChatFilter::Others => (Column::LastEntryAt, Order::Desc),
    };
    let mut query = chat::Entity::find()
        .filter(Column::OrganizationId.eq(agent.organization_id()))
        .filter(holds(agent, filter))
        .filter(narrowed(agent, narrowing));
    if filter == ChatFilter::MiniQueue {
        query = query.filter(Column::QueueId.is_in(full_queues(context, agent).await?));
    }
    let by_rank = matches!(filter, ChatFilter::Waiting | ChatFilter::MiniQueue);
    if let Some((rank, at, id)) = page.after::<(i32, i64, Uuid)>()? {
        let (beyond, next) =
            if order == Order::Asc { (column.gt(at), Column::Id.gt(id)) } else { (column.lt(at), Column::Id.lt(id)) };
        let same_time = Condition::all().add(column.eq(at)).add(next);
        let mut after = Condition::all().add(Condition::any().add(beyond).add(same_time));
        if by_rank {
            let same_rank = after.add(Column::Priority.eq(rank));
            after = Condition::any().add(Column::Priority.lt(rank)).add(same_rank);
        }
        query = query.filter(after);
    }
    if by_rank {
        query = query.order_by_desc(Column::Priority);
    }
    let rows =
        query.order_by(column, order.clone()).order_by(Column::Id, order).limit(limit + 1).all(context.db()).await?;
    let key = |row: &chat::Model| {
        let at = match filter {
            ChatFilter::Waiting | ChatFilter::MiniQueue => row.waiting_since,
            ChatFilter::Closed => row.closed_at.unwrap_or_default(),
            ChatFilter::Mine | ChatFilter::Others => row.last_entry_at,
        };
        (row.priority, at, row.id)
    };
    let rows = page_of(rows, limit, key, |row| row);
    let chat_ids: Vec<Uuid> = rows.items.iter().map(|row| row.id).collect();
    let counts = unread_counts(context.db(), agent.organization_id(), agent.id(), &chat_ids).await?;
    let chats = views_of(context.db(), agent.organization_id(), rows.items).await?;
    let items = chats.into_iter().map(|chat| {
        let unread_count = counts.get(&chat.id).copied().unwrap_or(0);
        ChatListItemView { chat, unread_count }
    });
    Ok(Page { items: items.collect(), next_cursor: rows.next_cursor })
}

/// The agent's queues of which the agent may take no chat now.
async fn full_queues(context: &Context, agent: &Agent) -> Result<HashSet<Uuid>> {
    let queues = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(agent.organization_id()))
        .filter(queue::Column::Id.in_subquery(queues_of(agent)))
        .all(context.db())
        .await?;
    routing::full_queues(context.db(), agent.organization_id(), agent.id(), &queues).await
}

/// What a list holds; never more than `policy::see_chat` allows.
fn holds(agent: &Agent, filter: ChatFilter) -> Condition {
    use chat::Column;
    let supervises = agent.card.role != Role::Agent;
    let sees_all = supervises || agent.card.permissions.contains(&Permission::SeeHistory);
    let all = Condition::all();
    match filter {
        ChatFilter::Mine => {
            all.add(Column::State.ne(Word(ChatState::Closed))).add(Column::Id.in_subquery(chats_of(agent, true)))
        }
        ChatFilter::Waiting => {
            let waiting = all.add(Column::State.eq(Word(ChatState::Waiting)));
            if supervises { waiting } else { waiting.add(Column::QueueId.in_subquery(queues_of(agent))) }
        }
        ChatFilter::MiniQueue => {
            all.add(Column::State.eq(Word(ChatState::Waiting))).add(Column::QueueId.in_subquery(queues_of(agent)))
        }
        ChatFilter::Others => {
            let others = all
                .add(Column::State.eq(Word(ChatState::Active)))
                .add(Column::Id.not_in_subquery(chats_of(agent, true)));
            if sees_all {
                return others;
            }
            let seen = Condition::any()
                .add(Column::QueueId.in_subquery(queues_of(agent)))
                .add(Column::Id.in_subquery(chats_of(agent, false)));
            others.add(seen)
        }
        ChatFilter::Closed => {
            let closed = all.add(Column::State.eq(Word(ChatState::Closed)));
            if sees_all { closed } else { closed.add(Column::Id.in_subquery(chats_of(agent, false))) }
        }
    }
}

fn narrowed(agent: &Agent, narrowing: Narrowing) -> Condition {
    use chat::Column;
    let Narrowing { queue_id, tag_id, priority, label_id, snoozed } = narrowing;
    let snoozed = snoozed.map(|snoozed| {
        let aside = snoozed_by(agent);
        if snoozed { Column::Id.in_subquery(aside) } else { Column::Id.not_in_subquery(aside) }
    });
    Condition::all()
        .add_option(queue_id.map(|queue_id| Column::QueueId.eq(queue_id)))
        .add_option(tag_id.map(|tag_id| Column::Id.in_subquery(tagged(agent, tag_id))))
        .add_option(priority.map(|priority| Column::Priority.eq(priority.rank())))
        .add_option(label_id.map(|label_id| Column::LabelId.eq(label_id)))
        .add_option(snoozed)
}

fn tagged(agent: &Agent, tag_id: Uuid) -> SelectStatement {
    chat_tag::Entity::find()
        .select_only()
        .column(chat_tag::Column::ChatId)
        .filter(chat_tag::Column::OrganizationId.eq(agent.organization_id()))
        .filter(chat_tag::Column::TagId.eq(tag_id))
        .into_query()
}

fn snoozed_by(agent: &Agent) -> SelectStatement {
    participant::Entity::find()
        .select_only()
        .column(participant::Column::ChatId)
        .filter(participant::Column::OrganizationId.eq(agent.organization_id()))
        .filter(participant::Column::AgentId.eq(agent.id()))
        .filter(participant::Column::LeftAt.is_null())
        .filter(participant::Column::SnoozedUntil.is_not_null())
        .into_query()
}

/// Chats the agent is in now, or ever was in.
fn chats_of(agent: &Agent, now: bool) -> SelectStatement {
    let mut query = participant::Entity::find()
        .select_only()
        .column(participant::Column::ChatId)
        .filter(participant::Column::OrganizationId.eq(agent.organization_id()))
        .filter(participant::Column::AgentId.eq(agent.id()));
    if now {
        query = query.filter(participant::Column::LeftAt.is_null());
    }
    query.into_query()
}

fn queues_of(agent: &Agent) -> SelectStatement {
    queue_member::Entity::find()
        .select_only()
        .column(queue_member::Column::QueueId)
        .filter(queue_member::Column::OrganizationId.eq(agent.organization_id()))
        .filter(queue_member::Column::AgentId.eq(agent.id()))
        .into_query()
}
