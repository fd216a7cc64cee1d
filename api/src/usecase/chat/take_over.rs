//! Takes a chat over: a supervisor is responsible for it instead of who was.

use futures_util::FutureExt;
use pronto_protocol::{agent::Role, chat::ChatView};
use uuid::Uuid;

use super::{hand_over::give_to_agent, view_of};
use crate::{auth::Agent, context::Context, error::Result, hub::Hub, ledger::Transaction, policy, step::load_chat};

/// Takes over an open chat, waiting or active: who was responsible leaves it. Neither availability nor limits are asked,
/// since the supervisor decides it. Again is no change.
///
/// # Errors
/// `forbidden` for agents, `not_found`, `chat_closed`.
pub async fn take_over(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<ChatView> {
    policy::need_role(&agent.card, Role::Supervisor)?;
    let (hub, agent) = (context.hub.clone(), agent.clone());
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { take(transaction, &hub, &agent, chat_id).await }.boxed()
        })
        .await
}

async fn take(transaction: &mut Transaction, hub: &Hub, agent: &Agent, chat_id: Uuid) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), agent, chat_id).await?;
    seen.open()?;
    if seen.present().is_ok_and(|participant| participant.responsible) {
        return view_of(transaction.db(), seen.chat).await;
    }
    give_to_agent(transaction, hub, &seen.chat, &agent.card, (agent.id(), &agent.card.name)).await?;
    let chat = load_chat(transaction, chat_id).await?;
    view_of(transaction.db(), chat).await
}
