//! Removes a invitation; what was sent of it stays on record.

use futures_util::FutureExt;
use pronto_entity::invitation;
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
    let gone = invitation::Entity::delete_many()
        .filter(invitation::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(invitation::Column::Id.eq(id))
        .exec(transaction.db())
        .await?;
    if gone.rows_affected == 0 {
        return Err(Error::not_found());
    }
    transaction.emit(Change::RegisterChanged { register: Register::Invitations });
    Ok(())
}
