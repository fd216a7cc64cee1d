//! Pushes a test to a device and waits for what the provider says.

use std::time::Duration;

use futures_util::FutureExt;
use pronto_entity::{column::Word, delivery, device};
use pronto_protocol::{
    agent::Role,
    delivery::{DeliveryState, DeliveryView},
    device::PushState,
    push::PushKind,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    push::decide::{Decision, NOW, Occasion, Reach, decide},
};

/// How long the answer waits for the provider.
const WAIT: Duration = Duration::from_secs(10);
/// A test that comes later than this tells nothing.
const LIFE_MS: i64 = 10 * 60_000;

/// Pushes a test to one's own device, or as an admin to any: it goes out whatever the presence. The answer holds the
/// provider's word, or is still `queued` when the provider took longer than 10 s.
///
/// # Errors
/// `not_found`.
pub async fn test_push(context: &Context, agent: &Agent, device_id: Uuid) -> Result<DeliveryView> {
    let delivery_id = chance::id(&context.clock);
    let tried = context.deliveries.tried(delivery_id);
    let asker = agent.clone();
    let row = context
        .ledger
        .commit(agent.organization_id(), move |transaction| plan(transaction, asker, device_id, delivery_id).boxed())
        .await?;
    if row.state.0 != DeliveryState::Queued {
        return Ok(row.into());
    }
    context.deliveries.wake();
    // Late is no failure: the row goes on by itself.
    let _ = tokio::time::timeout(WAIT, tried).await;
    let settled = delivery::Entity::find_by_id(delivery_id)
        .filter(delivery::Column::OrganizationId.eq(agent.organization_id()))
        .one(context.db())
        .await?;
    Ok(settled.unwrap_or(row).into())
}

async fn plan(
    transaction: &mut Transaction,
    asker: Agent,
    device_id: Uuid,
    delivery_id: Uuid,
) -> Result<delivery::Model> {
    let device = device::Entity::find_by_id(device_id)
        .filter(device::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .filter(|device| device.agent_id == asker.id() || asker.card.role == Role::Admin)
        .ok_or_else(Error::not_found)?;
    let token: PushState = device.push_state.0;
    let availability = pronto_protocol::agent::Availability::Ready;
    let occasion = Occasion { kind: PushKind::Test, availability, over: None, unwanted: None };
    let (state, reason) = match decide(&occasion, &Reach { device_id, token }, &[]) {
        Decision::Suppress(reason) => (DeliveryState::Suppressed, reason),
        Decision::Now | Decision::After(_) => (DeliveryState::Queued, NOW),
    };
    let now_ms = transaction.now_ms();
    let row = delivery::Model {
        id: delivery_id,
        organization_id: transaction.organization_id(),
        agent_id: device.agent_id,
        device_id: Some(device_id),
        session_id: None,
        event_seq: None,
        kind: Word(PushKind::Test),
        chat_id: None,
        conversation_id: None,
        offer_id: None,
        position: None,
        state: Word(state),
        reason: reason.to_owned(),
        attempts: 0,
        created_at: now_ms,
        due_at: (state == DeliveryState::Queued).then_some(now_ms),
        expires_at: now_ms + LIFE_MS,
        accepted_at: None,
        provider_id: None,
        received_at: None,
        opened_at: None,
        acted_at: None,
    };
    Ok(row.into_active_model().reset_all().insert(transaction.db()).await?)
}
