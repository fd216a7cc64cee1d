//! Registers an agent.

use futures_util::FutureExt;
use pronto_entity::{agent, column::Word, profile};
use pronto_protocol::{
    agent::{AddAgentRequest, AgentView, Availability, Reachability},
    error::ErrorCode,
    event::Change,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{hash_password::hash_password, view::view};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::{check_email, check_name},
};

/// Registers an agent, for an admin.
///
/// # Errors
/// `already_exists` for an address that is taken, `weak_password`, `invalid_fields`.
pub async fn add(context: &Context, admin: &Agent, request: AddAgentRequest) -> Result<AgentView> {
    add_first(context, admin.organization_id(), request).await
}

/// Registers an agent on the operator's word: there may be no admin yet.
///
/// # Errors
/// As [`add`], and `not_found` for an unknown organization.
pub async fn add_first(context: &Context, organization_id: Uuid, request: AddAgentRequest) -> Result<AgentView> {
    let mut request = request;
    request.name = check_name("name", &request.name)?;
    request.email = check_email("email", &request.email)?;
    request.password = hash_password(context, "password", &request.password).await?;
    context.ledger.commit(organization_id, move |transaction| register(transaction, request).boxed()).await
}

/// Writes a registered agent's row and tells of it; `request.password` is the hash by now.
///
/// # Errors
/// `already_exists` for an address that is taken, `invalid_fields` for an unknown profile.
pub async fn register(transaction: &mut Transaction, request: AddAgentRequest) -> Result<AgentView> {
    let organization_id = transaction.organization_id();
    let taken = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Email.eq(&request.email))
        .one(transaction.db())
        .await?;
    if taken.is_some() {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("An agent with this e-mail address exists already."));
    }
    if let Some(profile_id) = request.profile_id {
        check_profile(transaction, profile_id).await?;
    }
    let row = agent::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(organization_id),
        profile_id: Set(request.profile_id),
        email: Set(request.email),
        name: Set(request.name),
        role: Set(Word(request.role)),
        password_hash: Set(request.password),
        availability: Set(Word(Availability::Offline)),
        active: Set(true),
        missed_offers: Set(0),
        last_assigned_at: Set(None),
        created_at: Set(transaction.now_ms()),
        status_text: Set(None),
        locale: Set(None),
        avatar_id: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(row.id);
    transaction.emit(Change::AgentAdded(view(row.clone(), Reachability::None, false)));
    Ok(view(row, Reachability::None, true))
}

/// Refuses profiles that this organization does not have.
///
/// # Errors
/// `invalid_fields`.
pub(in crate::usecase) async fn check_profile(transaction: &Transaction, profile_id: Uuid) -> Result<()> {
    let known = profile::Entity::find_by_id(profile_id)
        .filter(profile::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    known.map(drop).ok_or_else(|| Error::field("profile_id", "unknown", "There is no such profile."))
}
