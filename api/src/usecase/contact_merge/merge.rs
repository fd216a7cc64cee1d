//! Merges a contact into another.

use std::sync::Arc;

use futures_util::FutureExt;
use pronto_entity::{column::Json, contact, contact_merge};
use pronto_protocol::{agent::Permission, error::ErrorCode, event::Change, merge::ContactMergeView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    moved::{belongings, give},
    tell::tell,
    view::view_of,
};
use crate::{
    auth::{Agent, AgentCard},
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::contact::{find, find_whole},
};

/// Merges `from` into `into`: identities, chats, tickets and notes move, and `from` is remembered. The same merge again is no
/// change.
///
/// # Errors
/// `forbidden`, `not_found`; `conflict` when one of them was merged into another, or is anonymous; `invalid_fields` for a contact
/// and itself.
pub async fn merge(context: &Context, agent: &Agent, into_id: Uuid, from_id: Uuid) -> Result<ContactMergeView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    if into_id == from_id {
        return Err(Error::field("from_id", "out_of_range", "A contact is not merged into itself."));
    }
    let card = Arc::clone(&agent.card);
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| unite(transaction, card, into_id, from_id).boxed())
        .await
}

async fn unite(
    transaction: &mut Transaction,
    card: Arc<AgentCard>,
    into_id: Uuid,
    from_id: Uuid,
) -> Result<ContactMergeView> {
    let organization_id = transaction.organization_id();
    let from = find(transaction.db(), organization_id, from_id).await?;
    if from.merged_into_id == Some(into_id)
        && let Some(earlier) = earlier(transaction, into_id, from_id).await?
    {
        return view_of(transaction.db(), earlier).await;
    }
    let into = find_whole(transaction.db(), organization_id, into_id).await?;
    let from = find_whole(transaction.db(), organization_id, from.id).await?;
    if into.anonymous || from.anonymous {
        return Err(Error::new(ErrorCode::Conflict).detail("An anonymous contact is nobody in particular."));
    }
    let moved = belongings(transaction, from_id).await?;
    give(transaction, &moved, from_id, into_id).await?;
    let seq = transaction.next_seq();
    let mut changed: contact::ActiveModel = from.into_active_model();
    changed.merged_into_id = Set(Some(into_id));
    changed.seq = Set(seq);
    changed.update(transaction.db()).await?;
    let mut changed: contact::ActiveModel = into.into_active_model();
    changed.seq = Set(seq);
    changed.update(transaction.db()).await?;
    let row = contact_merge::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(organization_id),
        into_id: Set(into_id),
        from_id: Set(from_id),
        moved: Set(Json(moved.clone())),
        merged_by_id: Set(card.id),
        merged_by_name: Set(card.name.clone()),
        merged_at: Set(transaction.now_ms()),
        undone_at: Set(None),
        seq: Set(seq),
    };
    let row = row.insert(transaction.db()).await?;
    let view = view_of(transaction.db(), row).await?;
    transaction.emit(Change::ContactsMerged(view.clone()));
    tell(transaction, &moved).await?;
    Ok(view)
}

async fn earlier(transaction: &Transaction, into_id: Uuid, from_id: Uuid) -> Result<Option<contact_merge::Model>> {
    let row = contact_merge::Entity::find()
        .filter(contact_merge::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(contact_merge::Column::IntoId.eq(into_id))
        .filter(contact_merge::Column::FromId.eq(from_id))
        .filter(contact_merge::Column::UndoneAt.is_null())
        .order_by_desc(contact_merge::Column::Id)
        .one(transaction.db())
        .await?;
    Ok(row)
}
