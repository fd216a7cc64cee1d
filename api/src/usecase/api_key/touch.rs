//! Notes that an API key was used.

use futures_util::FutureExt;
use pronto_entity::api_key;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{context::Context, error::Result, ledger::Transaction};

/// Notes the time; callers do so once a minute at most.
///
/// # Errors
/// A failure of the database.
pub async fn touch(context: &Context, organization_id: Uuid, api_key_id: Uuid) -> Result<()> {
    context.ledger.commit(organization_id, move |transaction| write(transaction, api_key_id).boxed()).await
}

async fn write(transaction: &mut Transaction, api_key_id: Uuid) -> Result<()> {
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(transaction.now_ms()))
        .filter(api_key::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(api_key::Column::Id.eq(api_key_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}
