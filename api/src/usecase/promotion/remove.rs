//! Removes a promotion; what was sent of it stays on record.

use futures_util::FutureExt;
use pronto_entity::promotion;
use pronto_protocol::{event::Change, register::Register};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Removes it, for an admin.
///
/// # Errors
/// `not_found`.
pub async fn remove(context: &Context, admin: &Agent, id: Uuid) -> Result<()> {
    context.ledger.commit(admin.organization_id(), move |transaction| delete(transaction, id).boxed()).await
}

async fn delete(transaction: &mut Transaction, id: Uuid) -> Result<()> {
    let gone = promotion::Entity::delete_many()
        .filter(promotion::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(promotion::Column::Id.eq(id))
        .exec(transaction.db())
        .await?;
    if gone.rows_affected == 0 {
        return Err(Error::not_found());
    }
    transaction.emit(Change::RegisterChanged { register: Register::Promotions });
    Ok(())
}
