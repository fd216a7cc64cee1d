//! Takes a device's push token away, with the reason that its owner will read.

use pronto_entity::{column::Word, delivery, device};
use pronto_protocol::{delivery::DeliveryState, device::PushState};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

use crate::{error::Result, ledger::Transaction};

/// The device is `dead` for pushes until it registers again; what waits to be sent to it is cancelled for the same reason.
///
/// # Errors
/// A failure of the database.
pub async fn forget_token(transaction: &Transaction, row: device::Model, reason: &str) -> Result<()> {
    let (organization_id, device_id) = (row.organization_id, row.id);
    let mut changed = row.into_active_model();
    changed.push_app_id = Set(None);
    changed.push_token = Set(None);
    changed.push_token_hash = Set(None);
    changed.public_key = Set(None);
    changed.auth_secret = Set(None);
    changed.push_state = Set(Word(PushState::Dead));
    changed.push_reason = Set(Some(reason.to_owned()));
    changed.update(transaction.db()).await?;
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(Word(DeliveryState::Cancelled)))
        .col_expr(delivery::Column::Reason, Expr::value(reason))
        .col_expr(delivery::Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(delivery::Column::OrganizationId.eq(organization_id))
        .filter(delivery::Column::DeviceId.eq(device_id))
        .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)))
        .exec(transaction.db())
        .await?;
    Ok(())
}
