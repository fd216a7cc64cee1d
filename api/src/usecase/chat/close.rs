//! Closes a chat.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use pronto_entity::{chat, column::Json};
use pronto_protocol::{
    agent::{Permission, Role},
    chat::{ChatEnd, ChatState, ChatView, CloseChatRequest},
    limit::REASON_MOST_CHARS,
    message::NoticeCode,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use uuid::Uuid;

use super::{Ending, end, view_of};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    policy,
    usecase::{disposition, form, text::check_short_text},
};

/// What the desk wants to know of a chat that ends.
struct Outcome {
    disposition_id: Option<Uuid>,
    form: BTreeMap<String, Option<String>>,
}

/// Closes a chat the agent is in; supervisors close any. Again is no change.
///
/// # Errors
/// `not_found`, `not_participant`, `forbidden`, `invalid_fields`; `disposition_required` and `form_incomplete` when the
/// organization wants to know more.
pub async fn close(context: &Context, agent: &Agent, chat_id: Uuid, request: CloseChatRequest) -> Result<ChatView> {
    let reason = check_short_text("reason", request.reason.as_deref().unwrap_or_default(), REASON_MOST_CHARS)?;
    let ending = Ending {
        end: ChatEnd::ClosedByAgent,
        notice: NoticeCode::ChatClosed,
        name: Some(("agent", agent.card.name.clone())),
        reason,
        solved: request.solved,
    };
    let outcome = Outcome { disposition_id: request.disposition_id, form: request.form };
    let agent = agent.clone();
    let hub = context.hub.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            shut(transaction, hub, agent, chat_id, ending, outcome).boxed()
        })
        .await
}

async fn shut(
    transaction: &mut Transaction,
    hub: Hub,
    agent: Agent,
    chat_id: Uuid,
    ending: Ending,
    outcome: Outcome,
) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    if agent.card.role == Role::Agent {
        policy::need(&agent.card, Permission::CloseChats)?;
        seen.present()?;
    }
    if seen.chat.state.0 == ChatState::Closed {
        return view_of(transaction.db(), seen.chat).await;
    }
    let chosen = disposition::choose(transaction, &seen.chat, outcome.disposition_id, ending.solved).await?;
    let form = form::complete(transaction, &seen.chat, outcome.form).await?;
    chat::ActiveModel {
        id: Unchanged(chat_id),
        disposition_id: Set(chosen.as_ref().map(|disposition| disposition.id)),
        disposition: Set(chosen.map(|disposition| disposition.name)),
        form: Set(Json(form)),
        ..Default::default()
    }
    .update(transaction.db())
    .await?;
    end(transaction, &hub, chat_id, ending).await
}
