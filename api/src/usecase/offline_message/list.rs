//! Lists offline messages, the newest first.

use pronto_entity::{column::Word, offline_message, queue_member};
use pronto_protocol::{
    agent::{Permission, Role},
    offline::{OfflineMessageState, OfflineMessageView},
    page::Page,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// Which of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// In this state only.
    pub state: Option<OfflineMessageState>,
    /// Of this queue only.
    pub queue_id: Option<Uuid>,
    /// Only those the agent looks after.
    pub mine: bool,
}

/// Those of the agent's queues and those the agent looks after; supervisors see all.
///
/// # Errors
/// `forbidden`, `invalid_fields`, `invalid_cursor`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    wanted: Wanted,
    params: &PageParams,
) -> Result<Page<OfflineMessageView>> {
    use offline_message::Column;
    policy::need(&agent.card, Permission::OfflineMessages)?;
    let limit = params.limit()?;
    let mut holds = Condition::all().add(Column::OrganizationId.eq(agent.organization_id()));
    if agent.card.role == Role::Agent {
        let queues = queue_member::Entity::find()
            .select_only()
            .column(queue_member::Column::QueueId)
            .filter(queue_member::Column::OrganizationId.eq(agent.organization_id()))
            .filter(queue_member::Column::AgentId.eq(agent.id()))
            .into_query();
        let seen =
            Condition::any().add(Column::QueueId.in_subquery(queues)).add(Column::AssigneeId.eq(Some(agent.id())));
        holds = holds.add(seen);
    }
    if let Some(state) = wanted.state {
        holds = holds.add(Column::State.eq(Word(state)));
    }
    if let Some(queue_id) = wanted.queue_id {
        holds = holds.add(Column::QueueId.eq(queue_id));
    }
    if wanted.mine {
        holds = holds.add(Column::AssigneeId.eq(Some(agent.id())));
    }
    if let Some(before) = params.after::<Uuid>()? {
        holds = holds.add(Column::Id.lt(before));
    }
    let rows = offline_message::Entity::find()
        .filter(holds)
        .order_by_desc(Column::Id)
        .limit(limit + 1)
        .all(context.db())
        .await?;
    Ok(page_of(rows, limit, |row| row.id, OfflineMessageView::from))
}
