//! Makes a panel a new secret; what was signed with the old one no longer verifies.

use futures_util::FutureExt;
use pronto_entity::panel;
use pronto_protocol::panel::{PanelSecretView, PanelView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::context::new_secret;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Makes a new secret, for an admin. It is shown this once.
///
/// # Errors
/// `not_found`.
pub async fn renew_secret(context: &Context, admin: &Agent, panel_id: Uuid) -> Result<PanelSecretView> {
    let organization_id = admin.organization_id();
    let (secret, sealed) = new_secret(context, organization_id, panel_id);
    let panel =
        context.ledger.commit(organization_id, move |transaction| write(transaction, panel_id, sealed).boxed()).await?;
    Ok(PanelSecretView { panel, secret })
}

async fn write(transaction: &mut Transaction, panel_id: Uuid, secret: Vec<u8>) -> Result<PanelView> {
    let row = panel::Entity::find_by_id(panel_id)
        .filter(panel::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let mut changed = row.into_active_model();
    changed.secret = Set(secret);
    changed.secret_at = Set(transaction.now_ms());
    Ok(changed.update(transaction.db()).await?.into())
}
