//! Replaces a profile; the agents who have it are told when it allows other things now, and given what they may have now.

use futures_util::FutureExt;
use pronto_entity::{agent, column::Json, profile};
use pronto_protocol::agent::{ProfileRequest, ProfileView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::check::{chats, check, check_name_is_free};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing,
    usecase::agent::stamp,
};

/// Replaces a profile, for an admin.
///
/// # Errors
/// `not_found`, `already_exists` for a name that is taken, `invalid_fields`.
pub async fn replace(
    context: &Context,
    admin: &Agent,
    profile_id: Uuid,
    request: ProfileRequest,
) -> Result<ProfileView> {
    let request = check(request)?;
    let hub = context.hub.clone();
    let (view, agent_ids) = context
        .ledger
        .commit(admin.organization_id(), move |transaction| write(transaction, hub, profile_id, request).boxed())
        .await?;
    for agent_id in agent_ids {
        context.changed_queues.note_agent(admin.organization_id(), agent_id);
    }
    Ok(view)
}

async fn write(
    transaction: &mut Transaction,
    hub: Hub,
    profile_id: Uuid,
    request: ProfileRequest,
) -> Result<(ProfileView, Vec<Uuid>)> {
    let row = profile::Entity::find_by_id(profile_id)
        .filter(profile::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    check_name_is_free(transaction, &request.name, Some(profile_id)).await?;
    let other_rights = row.permissions.0 != request.permissions;
    let before = ProfileView::from(row.clone());
    let (least, most) = (row.min_chats, row.max_chats);
    let mut changed = row.into_active_model();
    changed.name = Set(request.name);
    changed.permissions = Set(Json(request.permissions));
    changed.min_chats = Set(chats(request.min_chats));
    changed.max_chats = Set(request.max_chats.map(chats));
    let row = changed.update(transaction.db()).await?;
    transaction.note_changes(&before, &ProfileView::from(row.clone()));
    let other_limits = (row.min_chats, row.max_chats) != (least, most);
    let mut agent_ids = Vec::new();
    if other_rights || other_limits {
        let agents = agent::Entity::find()
            .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(agent::Column::ProfileId.eq(profile_id))
            .all(transaction.db())
            .await?;
        agent_ids.extend(agents.iter().map(|agent| agent.id));
        // What is remembered of their sessions holds the old permissions: the event makes it forgotten.
        for agent in agents.into_iter().filter(|_| other_rights) {
            stamp(transaction, &hub, agent.into_active_model()).await?;
        }
    }
    if other_limits {
        routing::agents_came(transaction, &hub, agent_ids.clone()).await?;
    }
    Ok((row.into(), agent_ids))
}
