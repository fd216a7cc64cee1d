//! Signs an agent in. Whatever is wrong (organization, address, password, a closed account) has one answer in one time.

use std::{net::IpAddr, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pronto_entity::{agent, organization};
use pronto_protocol::{
    device::DeviceRequest,
    error::ErrorCode,
    session::{SignInMethod, SignInRequest, TokensView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    credential_limit::Attempt,
    open::{Verified, check_device, open, own_device},
};
use crate::{
    auth::ChallengeClaims,
    context::Context,
    error::{Error, Result},
    password::PasswordError,
    token,
    usecase::totp,
};

/// How long a code may take.
const CHALLENGE_SECONDS: i64 = 300;

/// Signs in on a device: the one named, if it is this agent's, or a new one.
///
/// # Errors
/// `second_factor_required` with a challenge for agents who have one, `wrong_credentials`, `rate_limited` after too many wrong
/// passwords, `invalid_fields` for the device, `unavailable` when too many sign in at once.
pub async fn sign_in(context: &Context, request: SignInRequest, ip: IpAddr) -> Result<TokensView> {
    let device = check_device(request.device)?;
    let slug = request.organization.trim().to_lowercase();
    let email = request.email.trim().to_lowercase();
    let found = find(context, &slug, &email).await?;
    let own_device_id = match (&found, device.id) {
        (Some(agent), Some(device_id)) => own_device(context, agent, device_id).await?,
        _ => None,
    };
    let attempt = Attempt::new(&slug, &email, own_device_id, ip);
    attempt.admit(context).await?;
    let stored = found.as_ref().map(|agent| agent.password_hash.as_str());
    let right = context.passwords.verify_or_dummy(stored, &request.password).await.map_err(refused)?;
    let Some(agent) = found.filter(|_| right) else {
        attempt.failed(context).await?;
        return Err(ErrorCode::WrongCredentials.into());
    };
    attempt.succeeded(context).await?;
    if totp::is_enabled(context.db(), agent.organization_id, agent.id).await? {
        return Err(Error::second_factor(challenge(context, &agent, device)?));
    }
    let verified = Verified {
        agent_id: agent.id,
        organization_id: agent.organization_id,
        method: SignInMethod::Password,
        password_hash: Some(agent.password_hash),
        spent: None,
    };
    open(context, verified, device, ip).await
}

/// What the code is sent with: it tells that the password was right, on this device, a moment ago.
fn challenge(context: &Context, agent: &agent::Model, device: DeviceRequest) -> Result<String> {
    context.tokens.sign(&ChallengeClaims {
        sub: agent.id,
        org: agent.organization_id,
        pwd: password_mark(&agent.password_hash),
        device,
        exp: context.clock.now_ms() / 1000 + CHALLENGE_SECONDS,
    })
}

/// Tells one password from the next, and nothing about either.
pub(super) fn password_mark(password_hash: &str) -> String {
    URL_SAFE_NO_PAD.encode(token::hash(&format!("challenge:{password_hash}")))
}

async fn find(context: &Context, slug: &str, email: &str) -> Result<Option<agent::Model>> {
    let organization =
        organization::Entity::find().filter(organization::Column::Slug.eq(slug)).one(context.db()).await?;
    let Some(organization) = organization else { return Ok(None) };
    let found = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization.id))
        .filter(agent::Column::Email.eq(email))
        .one(context.db())
        .await?;
    Ok(found.filter(|agent| agent.active))
}

fn refused(error: PasswordError) -> Error {
    match error {
        PasswordError::Busy => Error::new(ErrorCode::Unavailable).retry_after(Duration::from_secs(1)),
        other => Error::internal(other),
    }
}
