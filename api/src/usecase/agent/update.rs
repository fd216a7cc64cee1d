//! Changes an agent; a new password or a deactivation ends the agent's sessions.

use futures_util::FutureExt;
use pronto_entity::{agent, column::Word, session};
use pronto_protocol::{
    agent::{AgentView, Reachability, Role, UpdateAgentRequest},
    error::ErrorCode,
    session::SessionEnd,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{
    add::check_profile, go_offline::go_offline, hash_password::hash_password, reachability::reachability_of,
    stamp::stamp, view::view,
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing,
    usecase::{session::finish, text::check_name},
};

/// Changes an agent, for an admin.
///
/// # Errors
/// `not_found`, `last_admin`, `weak_password`, `invalid_fields`.
pub async fn update(
    context: &Context,
    admin: &Agent,
    agent_id: Uuid,
    mut request: UpdateAgentRequest,
) -> Result<AgentView> {
    request.name = request.name.map(|name| check_name("name", &name)).transpose()?;
    if let Some(password) = &request.password {
        request.password = Some(hash_password(context, "password", password).await?);
    }
    let hub = context.hub.clone();
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| write(transaction, hub, agent_id, request).boxed())
        .await
}

/// `request.password` is the hash by now.
async fn write(
    transaction: &mut Transaction,
    hub: Hub,
    agent_id: Uuid,
    request: UpdateAgentRequest,
) -> Result<AgentView> {
    let before = load(transaction, agent_id).await?;
    let deactivated = before.active && request.active == Some(false);
    let demoted = request.role.is_some_and(|role| role != Role::Admin);
    if before.active && before.role.0 == Role::Admin && (deactivated || demoted) {
        check_other_admin(transaction, agent_id).await?;
    }
    if let Some(profile_id) = request.profile_id {
        check_profile(transaction, profile_id).await?;
    }
    // Sessions first: their sockets then close with the true reason, and not only because rights have changed.
    if deactivated {
        end_sessions(transaction, &hub, agent_id, SessionEnd::AgentDeactivated).await?;
        go_offline(transaction, &hub, load(transaction, agent_id).await?).await?;
    } else if request.password.is_some() {
        end_sessions(transaction, &hub, agent_id, SessionEnd::PasswordChanged).await?;
    }
    let present = load(transaction, agent_id).await?;
    let before = view(before, Reachability::None, true);
    let mut wanted = present.clone();
    wanted.name = request.name.unwrap_or(wanted.name);
    wanted.role = request.role.map_or(wanted.role, Word);
    wanted.profile_id = request.profile_id.or(wanted.profile_id);
    wanted.active = request.active.unwrap_or(wanted.active);
    wanted.password_hash = request.password.unwrap_or(wanted.password_hash);
    if wanted == present {
        let (organization_id, now_ms) = (transaction.organization_id(), transaction.now_ms());
        let way = reachability_of(transaction.db(), &hub, organization_id, agent_id, now_ms).await?;
        return Ok(view(present, way, true));
    }
    let other_limits = wanted.profile_id != present.profile_id;
    let mut changed = present.into_active_model();
    changed.name = Set(wanted.name);
    changed.role = Set(wanted.role);
    changed.profile_id = Set(wanted.profile_id);
    changed.active = Set(wanted.active);
    changed.password_hash = Set(wanted.password_hash);
    let after = stamp(transaction, &hub, changed).await?;
    let told = AgentView { reachability: before.reachability, ..after.clone() };
    transaction.note_changes(&before, &told);
    if other_limits {
        routing::agent_came(transaction, &hub, agent_id).await?;
    }
    Ok(after)
}

async fn load(transaction: &Transaction, agent_id: Uuid) -> Result<agent::Model> {
    agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}

async fn check_other_admin(transaction: &Transaction, agent_id: Uuid) -> Result<()> {
    let others = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(agent::Column::Role.eq(Word(Role::Admin)))
        .filter(agent::Column::Active.eq(true))
        .filter(agent::Column::Id.ne(agent_id))
        .count(transaction.db())
        .await?;
    if others == 0 {
        return Err(ErrorCode::LastAdmin.into());
    }
    Ok(())
}

async fn end_sessions(transaction: &mut Transaction, hub: &Hub, agent_id: Uuid, end: SessionEnd) -> Result<()> {
    let rows = session::Entity::find()
        .filter(session::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(session::Column::AgentId.eq(agent_id))
        .filter(session::Column::EndedAt.is_null())
        .all(transaction.db())
        .await?;
    for row in rows {
        finish(transaction, hub, row, end).await?;
    }
    Ok(())
}
