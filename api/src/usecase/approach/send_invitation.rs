//! Invites a visit to a chat.

use futures_util::FutureExt;
use pronto_entity::invitation;
use pronto_protocol::{
    agent::Permission,
    approach::{ApproachKind, ApproachView, SendInvitationRequest},
    error::ErrorCode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::make::{New, make};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::visit,
};

/// Sends an invitation that an admin wrote.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid_fields` for an unknown invitation, `conflict` for one that is off, when the visit has
/// ended, and when the visitor is in a chat.
pub async fn send_invitation(
    context: &Context,
    agent: &Agent,
    visit_id: Uuid,
    request: SendInvitationRequest,
) -> Result<ApproachView> {
    policy::need(&agent.card, Permission::ApproachVisitors)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            send(transaction, agent, visit_id, request.invitation_id).boxed()
        })
        .await
}

async fn send(
    transaction: &mut Transaction,
    agent: Agent,
    visit_id: Uuid,
    invitation_id: Uuid,
) -> Result<ApproachView> {
    let visit = visit::find(transaction.db(), transaction.organization_id(), visit_id).await?;
    let row = invitation::Entity::find_by_id(invitation_id)
        .filter(invitation::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(|| Error::field("invitation_id", "unknown", "There is no such invitation."))?;
    if !row.active {
        return Err(Error::new(ErrorCode::Conflict).detail("This invitation is switched off."));
    }
    let new = New { kind: ApproachKind::Invitation, text: row.text, url: None, queue_id: Some(row.queue_id) };
    make(transaction, &agent, visit, new).await
}
