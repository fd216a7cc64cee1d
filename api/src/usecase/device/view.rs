//! A device's row as it is read; its token and keys are not.

use std::collections::HashMap;

use pronto_entity::{device, session};
use pronto_protocol::{Timestamp, device::DeviceView};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{error::Result, usecase::session::live};

/// The row as a view.
#[must_use]
pub(super) fn view(row: device::Model, live_sessions: u32) -> DeviceView {
    DeviceView {
        id: row.id,
        agent_id: row.agent_id,
        platform: row.platform.0,
        name: row.name,
        app_version: row.app_version,
        locale: row.locale.map(|locale| locale.0),
        last_seen_at: Timestamp::from_unix_ms(row.last_seen_at),
        ip: row.ip,
        push_app_id: row.push_app_id,
        push_state: row.push_state.0,
        push_reason: row.push_reason,
        push_token_at: row.push_token_at.map(Timestamp::from_unix_ms),
        push_accepted_at: row.push_accepted_at.map(Timestamp::from_unix_ms),
        push_received_at: row.push_received_at.map(Timestamp::from_unix_ms),
        push_privacy: row.push_privacy.map(|privacy| privacy.0),
        live_sessions,
    }
}

/// Live sessions on each of these devices; those without are left out.
///
/// # Errors
/// A failure of the database.
pub(super) async fn live_sessions<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    device_ids: Vec<Uuid>,
    now_ms: i64,
) -> Result<HashMap<Uuid, u32>> {
    let rows: Vec<(Uuid, i64)> = session::Entity::find()
        .select_only()
        .column(session::Column::DeviceId)
        .column_as(session::Column::Id.count(), "live")
        .filter(session::Column::OrganizationId.eq(organization_id))
        .filter(session::Column::DeviceId.is_in(device_ids))
        .filter(live(now_ms))
        .group_by(session::Column::DeviceId)
        .into_tuple()
        .all(database)
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (id, u32::try_from(count).unwrap_or(u32::MAX))).collect())
}
