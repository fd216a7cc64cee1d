//! Takes the push token of the device that asks away, at its own wish.

use futures_util::FutureExt;
use pronto_entity::{column::Word, device};
use pronto_protocol::device::PushState;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::forget_token::forget_token;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Nothing is pushed to this device any more. One without a token stays as it is.
///
/// # Errors
/// A failure of the database.
pub async fn unregister_push(context: &Context, agent: &Agent) -> Result<()> {
    let device_id = agent.device_id;
    context.ledger.commit(agent.organization_id(), move |transaction| clear(transaction, device_id).boxed()).await
}

async fn clear(transaction: &mut Transaction, device_id: Uuid) -> Result<()> {
    let row = load(transaction, device_id).await?;
    forget_token(transaction, row, "unregistered").await?;
    // Its owner wished so: that is no defect to be shown.
    let mut changed = load(transaction, device_id).await?.into_active_model();
    changed.push_state = Set(Word(PushState::None));
    changed.push_reason = Set(None);
    changed.update(transaction.db()).await?;
    Ok(())
}

async fn load(transaction: &Transaction, device_id: Uuid) -> Result<device::Model> {
    device::Entity::find_by_id(device_id)
        .filter(device::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}
