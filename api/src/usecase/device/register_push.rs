//! Registers or renews the push token of the device that asks.

use futures_util::FutureExt;
use pronto_entity::{column::Word, device, organization, push_app};
use pronto_protocol::device::{DeviceView, PushState, RegisterPushRequest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    forget_token::forget_token,
    registration::{Registration, check_privacy, registration},
    view::{live_sessions, view},
};
use crate::{
    auth::Agent,
    config::PushConfig,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::offer::reconsider,
};

/// From now on pushes go to this token. A device that held it before loses it: the installation is here now. The agent can
/// be told by it, so what waits is given out.
///
/// # Errors
/// `invalid_fields`: an app of another organization or platform, a token or key that cannot be one, privacy wider than the
/// organization's.
pub async fn register_push(context: &Context, agent: &Agent, request: RegisterPushRequest) -> Result<DeviceView> {
    let registration = registration(request)?;
    let device_id = agent.device_id;
    let push = context.config.push.clone();
    let registered = context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, device_id, registration, push).boxed())
        .await?;
    context.changed_queues.note_agent(agent.organization_id(), agent.id());
    reconsider(context, agent.organization_id(), agent.id()).await?;
    Ok(registered)
}

async fn write(
    transaction: &mut Transaction,
    device_id: Uuid,
    registration: Registration,
    push: PushConfig,
) -> Result<DeviceView> {
    let organization_id = transaction.organization_id();
    let row = device::Entity::find_by_id(device_id)
        .filter(device::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let app = push_app::Entity::find_by_id(registration.push_app_id)
        .filter(push_app::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(|| Error::field("push_app_id", "unknown", "There is no such push app."))?;
    registration.check_provider(row.platform.0, app.provider.0, &push)?;
    let organization =
        organization::Entity::find_by_id(organization_id).one(transaction.db()).await?.ok_or_else(Error::not_found)?;
    check_privacy(registration.privacy, organization.settings.0.push_privacy)?;
    let token_hash = registration.token_hash(organization_id);
    let holder = device::Entity::find()
        .filter(device::Column::OrganizationId.eq(organization_id))
        .filter(device::Column::PushTokenHash.eq(token_hash.clone()))
        .filter(device::Column::Id.ne(device_id))
        .one(transaction.db())
        .await?;
    if let Some(holder) = holder {
        forget_token(transaction, holder, "token_moved").await?;
    }
    let (public_key, auth_secret) = registration.keys.unzip();
    let mut changed = row.into_active_model();
    changed.push_app_id = Set(Some(app.id));
    changed.push_token = Set(Some(registration.token));
    changed.push_token_hash = Set(Some(token_hash));
    changed.push_environment = Set(Word(registration.environment));
    changed.public_key = Set(public_key);
    changed.auth_secret = Set(auth_secret);
    changed.push_privacy = Set(registration.privacy.map(Word));
    changed.push_state = Set(Word(PushState::Active));
    changed.push_reason = Set(None);
    changed.push_token_at = Set(Some(transaction.now_ms()));
    if registration.locale.is_some() {
        changed.locale = Set(registration.locale.map(Word));
    }
    if registration.app_version.is_some() {
        changed.app_version = Set(registration.app_version);
    }
    let row = changed.update(transaction.db()).await?;
    let live = live_sessions(transaction.db(), organization_id, vec![device_id], transaction.now_ms()).await?;
    Ok(view(row, live.get(&device_id).copied().unwrap_or_default()))
}
