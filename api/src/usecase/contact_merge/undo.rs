//! Undoes a merge.

use futures_util::FutureExt;
use pronto_entity::{contact, contact_merge};
use pronto_protocol::{agent::Permission, event::Change, merge::ContactMergeView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{moved::give, tell::tell, view::view_of};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::contact::{find, find_whole},
};

/// Undoes a merge: what it moved, and still belongs to the contact, moves back; what came later stays. Again is no change.
///
/// # Errors
/// `forbidden`, `not_found`; `conflict` when the contact was merged into another since then: that merge is undone first.
pub async fn undo(context: &Context, agent: &Agent, contact_id: Uuid, merge_id: Uuid) -> Result<ContactMergeView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| split(transaction, contact_id, merge_id).boxed())
        .await
}

async fn split(transaction: &mut Transaction, contact_id: Uuid, merge_id: Uuid) -> Result<ContactMergeView> {
    let organization_id = transaction.organization_id();
    let row = contact_merge::Entity::find_by_id(merge_id)
        .filter(contact_merge::Column::OrganizationId.eq(organization_id))
        .filter(contact_merge::Column::IntoId.eq(contact_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if row.undone_at.is_some() {
        return view_of(transaction.db(), row).await;
    }
    let into = find_whole(transaction.db(), organization_id, row.into_id).await?;
    let from = find(transaction.db(), organization_id, row.from_id).await?;
    let moved = row.moved.0.clone();
    give(transaction, &moved, into.id, from.id).await?;
    let seq = transaction.next_seq();
    let mut changed: contact::ActiveModel = from.into_active_model();
    changed.merged_into_id = Set(None);
    changed.seq = Set(seq);
    changed.update(transaction.db()).await?;
    let mut changed: contact::ActiveModel = into.into_active_model();
    changed.seq = Set(seq);
    changed.update(transaction.db()).await?;
    let mut changed: contact_merge::ActiveModel = row.into_active_model();
    changed.undone_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(seq);
    let row = changed.update(transaction.db()).await?;
    let view = view_of(transaction.db(), row).await?;
    transaction.emit(Change::ContactsUnmerged(view.clone()));
    tell(transaction, &moved).await?;
    Ok(view)
}
