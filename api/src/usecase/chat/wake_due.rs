//! Brings a chat back whose time has come.

use futures_util::FutureExt;
use pronto_entity::participant;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    step::{emit_chat, load_chat, plan_wake},
};

/// Brings a chat back to the agents who have set it aside until now; those who did for longer have it back later.
///
/// # Errors
/// A failure of the database.
pub async fn wake_due(context: &Context, organization_id: Uuid, chat_id: Uuid) -> Result<()> {
    context.ledger.commit(organization_id, move |transaction| inner(transaction, chat_id).boxed()).await
}

async fn inner(transaction: &mut Transaction, chat_id: Uuid) -> Result<()> {
    let woken = participant::Entity::update_many()
        .col_expr(participant::Column::SnoozedUntil, Expr::value(Option::<i64>::None))
        .filter(participant::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::SnoozedUntil.lte(transaction.now_ms()))
        .exec(transaction.db())
        .await?;
    plan_wake(transaction, chat_id).await?;
    if woken.rows_affected > 0 {
        let chat = load_chat(transaction, chat_id).await?;
        emit_chat(transaction, chat.into_active_model()).await?;
    }
    Ok(())
}
