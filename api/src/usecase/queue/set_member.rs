//! Makes an agent a member of a queue, or changes the member's limit.

use futures_util::FutureExt;
use pronto_entity::{agent, queue_member};
use pronto_protocol::{
    event::Change,
    queue::{QueueMemberView, SetQueueMemberRequest},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{find, settings::CHATS_MOST};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing,
};

/// Makes an agent a member, or changes the member's limit; the caller is an admin. The same again is no change.
///
/// # Errors
/// `not_found`, `invalid_fields`.
pub async fn set_member(
    context: &Context,
    admin: &Agent,
    queue_id: Uuid,
    agent_id: Uuid,
    request: SetQueueMemberRequest,
) -> Result<QueueMemberView> {
    if request.chats_most.is_some_and(|most| !(1..=CHATS_MOST).contains(&most)) {
        return Err(Error::field("chats_most", "out_of_range", "1 to 1,000, or null for the queue's limit."));
    }
    let chats_most = request.chats_most.and_then(|most| i32::try_from(most).ok());
    let hub = context.hub.clone();
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| {
            async move { inner(transaction, &hub, queue_id, agent_id, chats_most).await }.boxed()
        })
        .await
}

async fn inner(
    transaction: &mut Transaction,
    hub: &Hub,
    queue_id: Uuid,
    agent_id: Uuid,
    chats_most: Option<i32>,
) -> Result<QueueMemberView> {
    let organization_id = transaction.organization_id();
    find(transaction.db(), organization_id, queue_id).await?;
    agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let row = find_member(transaction, queue_id, agent_id).await?;
    let row = match row {
        Some(row) if row.chats_most == chats_most => return Ok(member_view(row)),
        Some(row) => {
            let before = member_view(row.clone());
            let mut row = row.into_active_model();
            row.chats_most = Set(chats_most);
            let row = row.update(transaction.db()).await?;
            transaction.note_changes(&before, &member_view(row.clone()));
            row
        }
        None => {
            let row = queue_member::ActiveModel {
                queue_id: Set(queue_id),
                agent_id: Set(agent_id),
                organization_id: Set(organization_id),
                chats_most: Set(chats_most),
                created_at: Set(transaction.now_ms()),
            };
            let row = row.insert(transaction.db()).await?;
            transaction.emit(Change::QueueMemberAdded { queue_id, agent_id });
            row
        }
    };
    routing::member_changed(transaction, hub, queue_id).await?;
    Ok(member_view(row))
}

/// The membership's row.
pub(super) async fn find_member(
    transaction: &Transaction,
    queue_id: Uuid,
    agent_id: Uuid,
) -> Result<Option<queue_member::Model>> {
    let row = queue_member::Entity::find_by_id((queue_id, agent_id))
        .filter(queue_member::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    Ok(row)
}

/// A member as it is read.
pub(super) fn member_view(row: queue_member::Model) -> QueueMemberView {
    QueueMemberView { agent_id: row.agent_id, chats_most: row.chats_most.map(i32::unsigned_abs) }
}
