//! From a row to what is handed to the provider, or why it is not.

use std::sync::Arc;

use pronto_entity::{agent, agent_preference, delivery, device, organization, push_app, session};
use pronto_protocol::{
    agent::Availability,
    delivery::DeliveryState,
    device::{Platform, PushState},
    preference::AgentPreferences,
    push::{PushKind, PushPrivacy},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Sender, subject};
use crate::{
    auth::ActionClaims,
    context::Context,
    error::Result,
    push::{
        breaker::Pass,
        decide::{
            Decision, Occasion, Reach, Screen, decide,
            wish::{alert_of, unwanted},
        },
        message::PushMessage,
        outcome::{Fault, Outcome},
        payload::{Letter, Reader, build, build_smallest, privacy_of},
        transport::{PushApp, Target},
    },
    usecase,
};

/// What is done with a row.
pub(super) enum Prepared {
    /// It goes out.
    Send(Box<Parcel>),
    /// It is not wanted any more, or cannot be sent.
    Over { state: DeliveryState, reason: String },
    /// Not now.
    Wait {
        until_ms: i64,
        /// The new reason; none keeps the old one.
        reason: Option<String>,
    },
}

/// A push ready to go.
pub(super) struct Parcel {
    pub app: Arc<PushApp>,
    pub target: Target,
    pub message: PushMessage,
    /// The same with ids only, should the provider find it too large.
    pub smallest: PushMessage,
    pub platform: Platform,
    /// Which token it goes to: a newer one is not blamed for this one's death.
    pub token_hash: Option<Vec<u8>>,
    /// Until when it is the one push that tries refused credentials; none when they are not refused.
    pub probe_until_ms: Option<i64>,
}

impl Prepared {
    fn cancelled(reason: impl Into<String>) -> Self {
        Self::Over { state: DeliveryState::Cancelled, reason: reason.into() }
    }

    fn failed(reason: impl Into<String>) -> Self {
        Self::Over { state: DeliveryState::Failed, reason: reason.into() }
    }
}

/// Asks everything once more, since a delivery may have waited: time, device, session, subject, screens, breaker.
pub(super) async fn prepare(sender: &Sender, row: &delivery::Model) -> Result<Prepared> {
    let context = &sender.context;
    let now_ms = context.clock.now_ms();
    if row.expires_at <= now_ms {
        return Ok(Prepared::failed(expired(row)));
    }
    let Some(agent) = agent_of(context, row).await? else { return Ok(Prepared::cancelled("agent_gone")) };
    let Some(device) = device_of(context, row).await? else { return Ok(Prepared::cancelled("device_gone")) };
    let Some(session_id) = live_session(context, row, device.id).await? else {
        return Ok(Prepared::cancelled("session_ended"));
    };
    let words = match subject::read(context, row, &agent).await? {
        Ok(words) => words,
        Err(reason) => return Ok(Prepared::cancelled(reason)),
    };
    let preferences = preferences_of(context, row).await?;
    if let Decision::Suppress(reason) = decide_again(context, row, &agent, &device, &preferences) {
        return Ok(Prepared::cancelled(reason));
    }
    if let Some(until_ms) = sender.pace.not_before(row, now_ms) {
        return Ok(Prepared::Wait { until_ms, reason: None });
    }
    let (Some(token), Some(app)) = (device.push_token.clone(), push_app_of(context, &device).await?) else {
        return Ok(Prepared::cancelled("no_push_app"));
    };
    let app = match sender.apps.open(context, &app) {
        Ok(app) => app,
        Err(reason) => {
            let until_ms = context.breakers.open(app.id, app.version, &reason, now_ms);
            return Ok(Prepared::Wait { until_ms, reason: Some(paused(&reason)) });
        }
    };
    let badge = usecase::agent::badge(context.db(), row.organization_id, row.agent_id).await?;
    let letter = Letter {
        delivery_id: row.id,
        session_id,
        kind: row.kind.0,
        chat_id: row.chat_id,
        conversation_id: row.conversation_id,
        offer_id: row.offer_id,
        position: row.position,
        sent_at_ms: row.created_at,
        expires_at_ms: row.expires_at,
        badge,
        action_token: action_token(context, row, session_id)?,
        sound: alert_of(&preferences, row.kind.0).map_or_else(|| "default".to_owned(), |alert| alert.sound.clone()),
        words,
    };
    let message = build(&letter, &reader(context, row, &agent, &device).await?);
    // Last, when nothing can fail any more: while a probe is out all others wait for what comes of it.
    let probe_until_ms = match context.breakers.pass(app.id, app.version, now_ms) {
        Pass::Go => None,
        Pass::Probe { until_ms } => Some(until_ms),
        Pass::Wait { until_ms, reason } => return Ok(Prepared::Wait { until_ms, reason: Some(paused(&reason)) }),
    };
    Ok(Prepared::Send(Box::new(Parcel {
        app,
        message,
        smallest: build_smallest(&letter),
        platform: device.platform.0,
        token_hash: device.push_token_hash.clone(),
        probe_until_ms,
        target: Target {
            token,
            environment: device.push_environment.0,
            p256dh: device.public_key,
            auth: device.auth_secret,
        },
    })))
}

/// Hands it over; once more with ids only when the provider finds it too large.
pub(super) async fn send(context: &Context, parcel: &Parcel) -> Outcome {
    let outcome = context.transports.send(&parcel.app, &parcel.target, &parcel.message).await;
    match outcome {
        Outcome::Refused { fault: Fault::TooLarge, .. } => {
            context.transports.send(&parcel.app, &parcel.target, &parcel.smallest).await
        }
        outcome => outcome,
    }
}

/// The reason of what waits for a push app that rests.
pub(super) fn paused(reason: &str) -> String {
    format!("{}{reason}", super::settle::PAUSED)
}

/// Why it is too late, with what was in the way the last time.
fn expired(row: &delivery::Model) -> String {
    if row.attempts == 0 { "expired".to_owned() } else { format!("expired after {}", row.reason) }
}

/// The same rules as when the event was read; a delay has passed by now.
fn decide_again(
    context: &Context,
    row: &delivery::Model,
    agent: &agent::Model,
    device: &device::Model,
    preferences: &AgentPreferences,
) -> Decision {
    let screens: Vec<Screen> = context
        .hub
        .presence(row.organization_id, row.agent_id)
        .iter()
        .map(|socket| Screen::of(socket, row.chat_id, row.conversation_id))
        .collect();
    let availability: Availability = agent.availability.0;
    let token: PushState = device.push_state.0;
    let unwanted = unwanted(preferences, row.kind.0, availability, context.clock.now_ms());
    let occasion = Occasion { kind: row.kind.0, availability, over: None, unwanted };
    decide(&occasion, &Reach { device_id: device.id, token }, &screens)
}

fn action_token(context: &Context, row: &delivery::Model, session_id: Uuid) -> Result<Option<String>> {
    if !matches!(row.kind.0, PushKind::Offer | PushKind::Message | PushKind::Direct | PushKind::Transfer) {
        return Ok(None);
    }
    let claims = ActionClaims {
        sub: row.agent_id,
        org: row.organization_id,
        sid: session_id,
        dlv: row.id,
        kind: row.kind.0,
        chat: row.chat_id,
        conv: row.conversation_id,
        offer: row.offer_id,
        pos: row.position,
        exp: row.expires_at / 1000,
    };
    context.tokens.sign(&claims).map(Some)
}

async fn reader<'a>(
    context: &Context,
    row: &delivery::Model,
    agent: &agent::Model,
    device: &'a device::Model,
) -> Result<Reader<'a>> {
    let organization = organization::Entity::find_by_id(row.organization_id).one(context.db()).await?;
    let settings = organization.map(|organization| organization.settings.0).unwrap_or_default();
    let privacy: Option<PushPrivacy> = device.push_privacy.map(|privacy| privacy.0);
    Ok(Reader {
        // What the person chose, else what the device speaks, else the organization.
        locale: agent.locale.or(device.locale).map_or(settings.locale, |locale| locale.0),
        privacy: privacy_of(settings.push_privacy, privacy),
        platform: device.platform.0,
        keys: device.public_key.as_deref().zip(device.auth_secret.as_deref()),
    })
}

/// As at first while nothing was chosen.
async fn preferences_of(context: &Context, row: &delivery::Model) -> Result<AgentPreferences> {
    let found = agent_preference::Entity::find_by_id(row.agent_id)
        .filter(agent_preference::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    Ok(found.map(|found| found.preferences.0).unwrap_or_default())
}

async fn agent_of(context: &Context, row: &delivery::Model) -> Result<Option<agent::Model>> {
    let found = agent::Entity::find_by_id(row.agent_id)
        .filter(agent::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?;
    Ok(found.filter(|agent| agent.active))
}

async fn device_of(context: &Context, row: &delivery::Model) -> Result<Option<device::Model>> {
    let found = device::Entity::find_by_id(row.device_id.unwrap_or_default())
        .filter(device::Column::OrganizationId.eq(row.organization_id))
        .filter(device::Column::AgentId.eq(row.agent_id))
        .one(context.db())
        .await?;
    Ok(found)
}

/// The agent's latest live session on the device: the one that the app is signed in with.
async fn live_session(context: &Context, row: &delivery::Model, device_id: Uuid) -> Result<Option<Uuid>> {
    let found = session::Entity::find()
        .filter(session::Column::OrganizationId.eq(row.organization_id))
        .filter(session::Column::AgentId.eq(row.agent_id))
        .filter(session::Column::DeviceId.eq(device_id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(context.clock.now_ms()))
        .order_by_desc(session::Column::CreatedAt)
        .one(context.db())
        .await?;
    Ok(found.map(|session| session.id))
}

async fn push_app_of(context: &Context, device: &device::Model) -> Result<Option<push_app::Model>> {
    let found = push_app::Entity::find_by_id(device.push_app_id.unwrap_or_default())
        .filter(push_app::Column::OrganizationId.eq(device.organization_id))
        .one(context.db())
        .await?;
    Ok(found)
}
