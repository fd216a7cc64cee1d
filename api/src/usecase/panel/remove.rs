//! Removes a panel.

use futures_util::FutureExt;
use pronto_entity::panel;
use pronto_protocol::{event::Change, register::Register};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes a panel, for an admin.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, panel_id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| delete(transaction, panel_id).boxed()).await
}

async fn delete(transaction: &mut Transaction, panel_id: Uuid) -> Result<()> {
    let gone = panel::Entity::delete_many()
        .filter(panel::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(panel::Column::Id.eq(panel_id))
        .exec(transaction.db())
        .await?;
    if gone.rows_affected == 0 {
        return Err(Error::not_found());
    }
    transaction.emit(Change::RegisterChanged { register: Register::Panels });
    Ok(())
}
