//! Adds a panel.

use futures_util::FutureExt;
use pronto_entity::{column::Json, panel};
use pronto_protocol::{
    event::Change,
    panel::{PanelRequest, PanelSecretView},
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::{
    check::{check, check_rows},
    context::new_secret,
};
use crate::{auth::Agent, chance, context::Context, error::Result, ledger::Transaction};

/// Adds a panel, for an admin. Its secret is shown this once.
///
/// # Errors
/// `already_exists` for a name that is taken, `invalid_fields`.
pub async fn add(context: &Context, admin: &Agent, request: PanelRequest) -> Result<PanelSecretView> {
    let request = check(request)?;
    let (organization_id, id) = (admin.organization_id(), chance::id(&context.clock));
    let (secret, sealed) = new_secret(context, organization_id, id);
    let row =
        context.ledger.commit(organization_id, move |transaction| write(transaction, id, request, sealed).boxed());
    Ok(PanelSecretView { panel: row.await?.into(), secret })
}

async fn write(
    transaction: &mut Transaction,
    id: Uuid,
    request: PanelRequest,
    secret: Vec<u8>,
) -> Result<panel::Model> {
    check_rows(transaction, &request, id).await?;
    let row = panel::ActiveModel {
        id: Set(id),
        organization_id: Set(transaction.organization_id()),
        name: Set(request.name),
        url_template: Set(request.url_template),
        profile_ids: Set(request.profile_ids.map(Json)),
        active: Set(request.active),
        secret: Set(secret),
        secret_at: Set(transaction.now_ms()),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(id);
    transaction.emit(Change::RegisterChanged { register: Register::Panels });
    Ok(row)
}
