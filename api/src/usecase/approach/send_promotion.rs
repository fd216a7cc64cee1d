//! Sends a promotion to a visit.

use futures_util::FutureExt;
use pronto_entity::promotion;
use pronto_protocol::{
    agent::Permission,
    approach::{ApproachKind, ApproachView, SendPromotionRequest},
    error::ErrorCode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    address::allowed_address,
    make::{New, make},
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::visit,
};

/// Sends a promotion that an admin wrote. Its host is checked again: the list may have changed since.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid_fields` for an unknown promotion, `host_not_allowed`, `conflict` for one that is off
/// and when the visit has ended.
pub async fn send_promotion(
    context: &Context,
    agent: &Agent,
    visit_id: Uuid,
    request: SendPromotionRequest,
) -> Result<ApproachView> {
    policy::need(&agent.card, Permission::ApproachVisitors)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            send(transaction, agent, visit_id, request.promotion_id).boxed()
        })
        .await
}

async fn send(transaction: &mut Transaction, agent: Agent, visit_id: Uuid, promotion_id: Uuid) -> Result<ApproachView> {
    let visit = visit::find(transaction.db(), transaction.organization_id(), visit_id).await?;
    let row = promotion::Entity::find_by_id(promotion_id)
        .filter(promotion::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(|| Error::field("promotion_id", "unknown", "There is no such promotion."))?;
    if !row.active {
        return Err(Error::new(ErrorCode::Conflict).detail("This promotion is switched off."));
    }
    let url = allowed_address(transaction, &row.url).await?;
    let new = New { kind: ApproachKind::Promotion, text: row.text, url: Some(url), queue_id: None };
    make(transaction, &agent, visit, new).await
}
