//! Adds a canned response.

use futures_util::FutureExt;
use pronto_entity::canned_response;
use pronto_protocol::{
    agent::{Permission, Role},
    canned_response::{AddCannedResponseRequest, CannedOwner, CannedResponseView},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::{
    check::{check_shortcut, check_shortcut_is_free},
    view::view_of,
};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    policy,
    usecase::{
        template::check_variables,
        text::{check_text, fold_words},
    },
};

/// Adds one of the agent's own, or one of the organization's for an admin.
///
/// # Errors
/// `forbidden`, `already_exists` for a shortcut that the owner has, `invalid_fields`.
pub async fn add(
    context: &Context,
    agent: &Agent,
    mut request: AddCannedResponseRequest,
) -> Result<CannedResponseView> {
    match request.owner {
        CannedOwner::Organization => policy::need_role(&agent.card, Role::Admin)?,
        CannedOwner::Agent => policy::need(&agent.card, Permission::OwnCannedResponses)?,
    }
    request.shortcut = check_shortcut("shortcut", &request.shortcut)?;
    request.text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context.ledger.commit(agent.organization_id(), move |transaction| write(transaction, agent, request).boxed()).await
}

async fn write(
    transaction: &mut Transaction,
    agent: Agent,
    request: AddCannedResponseRequest,
) -> Result<CannedResponseView> {
    let organization_id = transaction.organization_id();
    let owner_id = (request.owner == CannedOwner::Agent).then(|| agent.id());
    let scope_id = owner_id.unwrap_or(organization_id);
    check_variables(transaction.db(), organization_id, "text", &request.text).await?;
    check_shortcut_is_free(transaction, scope_id, &request.shortcut, None).await?;
    let row = canned_response::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(organization_id),
        scope_id: Set(scope_id),
        owner_id: Set(owner_id),
        shared: Set(request.shared || owner_id.is_none()),
        folded: Set(fold_words(&format!("{} {}", request.shortcut, request.text))),
        shortcut: Set(request.shortcut),
        text: Set(request.text),
        created_at: Set(transaction.now_ms()),
        updated_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    if row.shared {
        transaction.emit(Change::RegisterChanged { register: Register::CannedResponses });
    }
    view_of(transaction.db(), row, None).await
}
