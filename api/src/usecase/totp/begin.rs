//! Begins to set up an authenticator app.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_entity::{agent, organization, totp};
use pronto_protocol::{
    error::ErrorCode,
    totp::{BeginTotpRequest, TotpEnrolmentView},
};
use qrcode::{QrCode, render::svg};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::{enabled::row_of, prove::prove_password, vault_context};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    totp::{make_secret, secret_text, uri},
};

/// Smallest side of the QR code, in pixels.
const QR_PIXELS: u32 = 240;

/// Makes a secret and shows it, once. Codes are asked for from [`super::confirm`] on; begun again, it is another secret.
///
/// # Errors
/// `already_exists` for an agent who has a second factor, `wrong_credentials`, `rate_limited`.
pub async fn begin(
    context: &Context,
    agent: &Agent,
    request: BeginTotpRequest,
    ip: IpAddr,
) -> Result<TotpEnrolmentView> {
    prove_password(context, agent, &request.password, ip).await?;
    let (organization_id, agent_id) = (agent.organization_id(), agent.id());
    let secret = make_secret();
    let sealed = context.vault.seal(&vault_context(organization_id, agent_id), &secret);
    context.ledger.commit(organization_id, move |transaction| write(transaction, agent_id, sealed).boxed()).await?;
    let uri = uri(&secret, &organization_name(context, agent).await?, &email(context, agent).await?);
    let qr = QrCode::new(&uri).map_err(Error::internal)?;
    let qr_svg = qr.render::<svg::Color<'_>>().min_dimensions(QR_PIXELS, QR_PIXELS).build();
    Ok(TotpEnrolmentView { secret: secret_text(&secret), uri, qr_svg })
}

async fn write(transaction: &mut Transaction, agent_id: Uuid, secret: Vec<u8>) -> Result<()> {
    let organization_id = transaction.organization_id();
    if let Some(row) = row_of(transaction.db(), organization_id, agent_id).await? {
        if row.confirmed_at.is_some() {
            let detail = "There is a second factor already; disable it first.";
            return Err(Error::new(ErrorCode::AlreadyExists).detail(detail));
        }
        row.delete(transaction.db()).await?;
    }
    let row = totp::ActiveModel {
        agent_id: Set(agent_id),
        organization_id: Set(organization_id),
        secret: Set(secret),
        created_at: Set(transaction.now_ms()),
        confirmed_at: Set(None),
        last_step: Set(0),
    };
    row.insert(transaction.db()).await?;
    Ok(())
}

async fn organization_name(context: &Context, agent: &Agent) -> Result<String> {
    let row = organization::Entity::find_by_id(agent.organization_id()).one(context.db()).await?;
    row.map(|row| row.name).ok_or_else(Error::not_found)
}

async fn email(context: &Context, agent: &Agent) -> Result<String> {
    let row = agent::Entity::find_by_id(agent.id())
        .filter(agent::Column::OrganizationId.eq(agent.organization_id()))
        .one(context.db())
        .await?;
    row.map(|row| row.email).ok_or_else(Error::not_found)
}
