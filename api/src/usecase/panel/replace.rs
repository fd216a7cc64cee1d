//! Replaces what a panel is; its secret stays.

use futures_util::FutureExt;
use pronto_entity::{column::Json, panel};
use pronto_protocol::{
    event::Change,
    panel::{PanelRequest, PanelView},
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::check::{check, check_rows};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Replaces a panel, for an admin.
///
/// # Errors
/// `not_found`, `already_exists` for a name that is taken, `invalid_fields`.
pub async fn replace(context: &Context, admin: &Agent, panel_id: Uuid, request: PanelRequest) -> Result<PanelView> {
    let request = check(request)?;
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| write(transaction, panel_id, request).boxed())
        .await
}

async fn write(transaction: &mut Transaction, panel_id: Uuid, request: PanelRequest) -> Result<PanelView> {
    let row = panel::Entity::find_by_id(panel_id)
        .filter(panel::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    check_rows(transaction, &request, panel_id).await?;
    let before = PanelView::from(row.clone());
    let mut changed = row.into_active_model();
    changed.name = Set(request.name);
    changed.url_template = Set(request.url_template);
    changed.profile_ids = Set(request.profile_ids.map(Json));
    changed.active = Set(request.active);
    let after = PanelView::from(changed.update(transaction.db()).await?);
    if after != before {
        transaction.note_changes(&before, &after);
        transaction.emit(Change::RegisterChanged { register: Register::Panels });
    }
    Ok(after)
}
