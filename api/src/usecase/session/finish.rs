//! Ends a session inside a transaction, with all that hangs on it: tokens, pushes, sockets, availability.

use pronto_entity::{agent, column::Word, delivery, device, refresh_token, session};
use pronto_protocol::{delivery::DeliveryState, event::Change, session::SessionEnd};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};

use super::live::live;
use crate::{
    error::Result,
    hub::Hub,
    ledger::Transaction,
    usecase::{agent::go_offline, device::forget_token},
};

/// Ends it; one that has ended stays as it is. Its sockets close when the event is published. The device's push token goes
/// with its last session, and the agent's availability with the agent's last session: nobody could be told any more.
///
/// # Errors
/// A failure of the database.
pub async fn finish(transaction: &mut Transaction, hub: &Hub, row: session::Model, end: SessionEnd) -> Result<()> {
    if row.ended_at.is_some() {
        return Ok(());
    }
    let (session_id, agent_id, device_id) = (row.id, row.agent_id, row.device_id);
    let mut ended = row.into_active_model();
    ended.ended_at = Set(Some(transaction.now_ms()));
    ended.end = Set(Some(Word(end)));
    let ended = ended.update(transaction.db()).await?;
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RetiredAt, Expr::value(transaction.now_ms()))
        .filter(refresh_token::Column::OrganizationId.eq(ended.organization_id))
        .filter(refresh_token::Column::SessionId.eq(session_id))
        .filter(refresh_token::Column::RetiredAt.is_null())
        .exec(transaction.db())
        .await?;
    let device = device::Entity::find_by_id(device_id)
        .filter(device::Column::OrganizationId.eq(ended.organization_id))
        .one(transaction.db())
        .await?;
    if let Some(device) = device
        && device.push_token.is_some()
        && live_sessions(transaction, session::Column::DeviceId, device_id).await? == 0
    {
        forget_token(transaction, device, end.as_str()).await?;
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(Word(DeliveryState::Cancelled)))
        .col_expr(delivery::Column::Reason, Expr::value("session_ended"))
        .col_expr(delivery::Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(delivery::Column::OrganizationId.eq(ended.organization_id))
        .filter(delivery::Column::AgentId.eq(agent_id))
        .filter(delivery::Column::SessionId.eq(session_id))
        .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)))
        .exec(transaction.db())
        .await?;
    transaction.emit(Change::SessionEnded { session_id, agent_id, end });
    if live_sessions(transaction, session::Column::AgentId, agent_id).await? == 0 {
        let row = agent::Entity::find_by_id(agent_id)
            .filter(agent::Column::OrganizationId.eq(ended.organization_id))
            .one(transaction.db())
            .await?;
        if let Some(row) = row {
            go_offline(transaction, hub, row).await?;
        }
    }
    Ok(())
}

async fn live_sessions(transaction: &Transaction, column: session::Column, id: uuid::Uuid) -> Result<u64> {
    let count = session::Entity::find()
        .filter(session::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(column.eq(id))
        .filter(live(transaction.now_ms()))
        .count(transaction.db())
        .await?;
    Ok(count)
}
