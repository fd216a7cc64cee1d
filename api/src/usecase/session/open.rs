//! Opens the session of an agent who was verified: device, session and its first refresh token, in one change.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_entity::{agent, column::Word, device, refresh_token, session};
use pronto_protocol::{
    device::{DeviceRequest, PushEnvironment, PushState},
    error::ErrorCode,
    session::{SignInMethod, TokensView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::tokens::tokens;
use crate::{
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    token,
    usecase::{
        text::check_name,
        totp::{self, Spent},
    },
};

/// Who was verified, and how.
pub(super) struct Verified {
    pub agent_id: Uuid,
    pub organization_id: Uuid,
    pub method: SignInMethod,
    /// The password that was checked: it must be the agent's still.
    pub password_hash: Option<String>,
    /// The code to take.
    pub spent: Option<Spent>,
}

/// Opens the session of somebody who was verified, and gives its tokens.
///
/// # Errors
/// `wrong_credentials` when the password was changed or the account closed meanwhile, `wrong_code` when the code was taken.
pub(super) async fn open(
    context: &Context,
    verified: Verified,
    device: DeviceRequest,
    ip: IpAddr,
) -> Result<TokensView> {
    let secret = chance::secret();
    let organization_id = verified.organization_id;
    let opening = Opening {
        verified,
        device,
        ip: ip.to_string(),
        secret_hash: token::hash(&secret).to_vec(),
        session_days: context.config.session_days,
    };
    let session =
        context.ledger.commit(organization_id, move |transaction| write(transaction, opening).boxed()).await?;
    tokens(context, &session, secret)
}

/// Opens the session of an agent whom an identity provider vouches for.
///
/// # Errors
/// `invalid_fields` for the device, `wrong_credentials` when the account was closed meanwhile.
pub async fn open_vouched(
    context: &Context,
    organization_id: Uuid,
    agent_id: Uuid,
    device: DeviceRequest,
    ip: IpAddr,
) -> Result<TokensView> {
    let device = check_device(device)?;
    let method = SignInMethod::Provider;
    let verified = Verified { agent_id, organization_id, method, password_hash: None, spent: None };
    open(context, verified, device, ip).await
}

/// What a verified sign-in will write.
struct Opening {
    verified: Verified,
    device: DeviceRequest,
    ip: String,
    secret_hash: Vec<u8>,
    session_days: u32,
}

async fn write(transaction: &mut Transaction, opening: Opening) -> Result<session::Model> {
    let organization_id = transaction.organization_id();
    let now_ms = transaction.now_ms();
    let verified = opening.verified;
    let agent = agent::Entity::find_by_id(verified.agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?;
    // While the password was being checked it may have been changed, or the account closed.
    let agent = agent.filter(|agent| {
        agent.active && verified.password_hash.as_ref().is_none_or(|checked| *checked == agent.password_hash)
    });
    let agent = agent.ok_or_else(|| Error::new(ErrorCode::WrongCredentials))?;
    match verified.spent {
        Some(spent) => totp::spend(transaction, agent.id, spent).await?,
        // It was set up while the password was being checked.
        None if verified.method == SignInMethod::Password
            && totp::is_enabled(transaction.db(), organization_id, agent.id).await? =>
        {
            return Err(ErrorCode::ChallengeInvalid.into());
        }
        None => {}
    }
    let device_id = write_device(transaction, agent.id, opening.device, &opening.ip).await?;
    let session = session::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(organization_id),
        agent_id: Set(agent.id),
        device_id: Set(device_id),
        generation: Set(0),
        confirmed_generation: Set(0),
        method: Set(Word(verified.method)),
        created_at: Set(now_ms),
        last_seen_at: Set(now_ms),
        ip: Set(opening.ip),
        expires_at: Set(now_ms + i64::from(opening.session_days) * 24 * 3600 * 1000),
        ended_at: Set(None),
        end: Set(None),
    };
    let session = session.insert(transaction.db()).await?;
    let token = refresh_token::ActiveModel {
        hash: Set(opening.secret_hash),
        organization_id: Set(organization_id),
        session_id: Set(session.id),
        generation: Set(0),
        retired_at: Set(None),
        created_at: Set(now_ms),
    };
    token.insert(transaction.db()).await?;
    Ok(session)
}

/// An installation keeps its row. One that another agent used gets a new row, so that neither sees the other's.
async fn write_device(transaction: &Transaction, agent_id: Uuid, request: DeviceRequest, ip: &str) -> Result<Uuid> {
    let known = match request.id {
        Some(device_id) => {
            device::Entity::find_by_id(device_id)
                .filter(device::Column::OrganizationId.eq(transaction.organization_id()))
                .filter(device::Column::AgentId.eq(agent_id))
                .filter(device::Column::Platform.eq(Word(request.platform)))
                .one(transaction.db())
                .await?
        }
        None => None,
    };
    if let Some(known) = known {
        let mut row = known.into_active_model();
        row.name = Set(request.name);
        row.app_version = Set(request.app_version);
        if request.locale.is_some() {
            row.locale = Set(request.locale.map(Word));
        }
        row.ip = Set(ip.to_owned());
        row.last_seen_at = Set(transaction.now_ms());
        return Ok(row.update(transaction.db()).await?.id);
    }
    let row = device::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        agent_id: Set(agent_id),
        platform: Set(Word(request.platform)),
        name: Set(request.name),
        app_version: Set(request.app_version),
        locale: Set(request.locale.map(Word)),
        ip: Set(ip.to_owned()),
        created_at: Set(transaction.now_ms()),
        last_seen_at: Set(transaction.now_ms()),
        push_app_id: Set(None),
        push_token: Set(None),
        push_token_hash: Set(None),
        push_environment: Set(Word(PushEnvironment::Production)),
        public_key: Set(None),
        auth_secret: Set(None),
        push_privacy: Set(None),
        push_state: Set(Word(PushState::None)),
        push_reason: Set(None),
        push_token_at: Set(None),
        push_accepted_at: Set(None),
        push_received_at: Set(None),
    };
    Ok(row.insert(transaction.db()).await?.id)
}

/// The device of this id, if it is the agent's.
pub(super) async fn own_device(context: &Context, agent: &agent::Model, device_id: Uuid) -> Result<Option<Uuid>> {
    let row = device::Entity::find_by_id(device_id)
        .filter(device::Column::OrganizationId.eq(agent.organization_id))
        .filter(device::Column::AgentId.eq(agent.id))
        .one(context.db())
        .await?;
    Ok(row.map(|row| row.id))
}

/// A device with a name that can be shown.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_device(mut device: DeviceRequest) -> Result<DeviceRequest> {
    device.name = check_name("device.name", &device.name)?;
    device.app_version = device.app_version.filter(|version| !version.trim().is_empty());
    device.app_version = device.app_version.map(|version| check_name("device.app_version", &version)).transpose()?;
    Ok(device)
}
