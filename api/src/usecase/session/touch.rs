//! Notes when and from where a session and its device were last used, to the minute.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_entity::{device, session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// The session is in use now.
///
/// # Errors
/// A failure of the database.
pub async fn touch(context: &Context, agent: &Agent, ip: Option<IpAddr>) -> Result<()> {
    let (session_id, device_id) = (agent.session_id, agent.device_id);
    let ip = ip.map(|ip| ip.to_string());
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| mark(transaction, session_id, device_id, ip).boxed())
        .await
}

async fn mark(transaction: &mut Transaction, session_id: Uuid, device_id: Uuid, ip: Option<String>) -> Result<()> {
    let now_ms = transaction.now_ms();
    let mut session = session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now_ms))
        .filter(session::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(session::Column::Id.eq(session_id))
        .filter(session::Column::EndedAt.is_null());
    let mut device = device::Entity::update_many()
        .col_expr(device::Column::LastSeenAt, Expr::value(now_ms))
        .filter(device::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(device::Column::Id.eq(device_id));
    if let Some(ip) = ip {
        session = session.col_expr(session::Column::Ip, Expr::value(ip.clone()));
        device = device.col_expr(device::Column::Ip, Expr::value(ip));
    }
    session.exec(transaction.db()).await?;
    device.exec(transaction.db()).await?;
    Ok(())
}
