//! Asks a visit to go to another page.

use futures_util::FutureExt;
use pronto_protocol::{
    agent::Permission,
    approach::{ApproachKind, ApproachView, SendRedirectRequest},
    limit::APPROACH_MOST_CHARS,
};
use uuid::Uuid;

use super::{
    address::allowed_address,
    make::{New, make},
};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    policy,
    usecase::{text::check_short_text, visit},
};

/// Asks the visitor, in the agent's name, to go to a page of an allowed host.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid_fields`, `host_not_allowed`, `conflict` when the visit has ended.
pub async fn send_redirect(
    context: &Context,
    agent: &Agent,
    visit_id: Uuid,
    mut request: SendRedirectRequest,
) -> Result<ApproachView> {
    policy::need(&agent.card, Permission::ApproachVisitors)?;
    request.text = check_short_text("text", &request.text, APPROACH_MOST_CHARS)?.unwrap_or_default();
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| send(transaction, agent, visit_id, request).boxed())
        .await
}

async fn send(
    transaction: &mut Transaction,
    agent: Agent,
    visit_id: Uuid,
    request: SendRedirectRequest,
) -> Result<ApproachView> {
    let visit = visit::find(transaction.db(), transaction.organization_id(), visit_id).await?;
    let url = allowed_address(transaction, &request.url).await?;
    let new = New { kind: ApproachKind::Redirect, text: request.text, url: Some(url), queue_id: None };
    make(transaction, &agent, visit, new).await
}
