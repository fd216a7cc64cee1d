//! Lists the trail.

use pronto_entity::audit_entry;
use pronto_protocol::{Timestamp, audit::AuditEntryView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Of one agent or integration.
    pub actor_id: Option<Uuid>,
    /// Of one operation, as `update_queue`.
    pub action: Option<String>,
    /// Done to this thing.
    pub target_id: Option<Uuid>,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// The organization's trail, newest first; the caller is an admin.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    admin: &Agent,
    filter: &AuditFilter,
    params: &PageParams,
) -> Result<Page<AuditEntryView>> {
    use audit_entry::Column;
    let limit = params.limit()?;
    let mut query = audit_entry::Entity::find().filter(Column::OrganizationId.eq(admin.organization_id()));
    if let Some(actor_id) = filter.actor_id {
        query = query.filter(Column::ActorId.eq(actor_id));
    }
    if let Some(action) = &filter.action {
        query = query.filter(Column::Action.eq(action.as_str()));
    }
    if let Some(target_id) = filter.target_id {
        // Ids stand in the JSON between quotes.
        query = query.filter(Column::Target.contains(target_id.to_string()));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::At.gte(from.unix_ms()));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::At.lt(until.unix_ms()));
    }
    if let Some(before) = params.after::<i64>()? {
        query = query.filter(Column::Number.lt(before));
    }
    let rows = query.order_by_desc(Column::Number).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.number, AuditEntryView::from))
}
