//! Notes that a refresh's tokens have arrived: the ones before them are retired.

use futures_util::FutureExt;
use pronto_entity::{refresh_token, session};
use pronto_protocol::error::ErrorCode;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// An access token of this generation was used for the first time.
///
/// # Errors
/// `session_revoked` when the session has ended meanwhile.
pub async fn confirm(context: &Context, agent: &Agent, generation: i64) -> Result<()> {
    let session_id = agent.session_id;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| retire(transaction, session_id, generation).boxed())
        .await?;
    context.sessions.confirmed(session_id, generation);
    Ok(())
}

async fn retire(transaction: &mut Transaction, session_id: Uuid, generation: i64) -> Result<()> {
    let organization_id = transaction.organization_id();
    let row = session::Entity::find_by_id(session_id)
        .filter(session::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?;
    let row = row.filter(|row| row.ended_at.is_none()).ok_or_else(|| Error::new(ErrorCode::SessionRevoked))?;
    if generation <= row.confirmed_generation {
        return Ok(());
    }
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RetiredAt, Expr::value(transaction.now_ms()))
        .filter(refresh_token::Column::OrganizationId.eq(organization_id))
        .filter(refresh_token::Column::SessionId.eq(session_id))
        .filter(refresh_token::Column::RetiredAt.is_null())
        .filter(refresh_token::Column::Generation.lt(generation))
        .exec(transaction.db())
        .await?;
    let mut row = row.into_active_model();
    row.confirmed_generation = Set(generation);
    row.update(transaction.db()).await?;
    Ok(())
}
