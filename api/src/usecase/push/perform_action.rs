//! Acts from the lock screen: the push's own token stands for the sign-in, for what the push was about and nothing else.

use futures_util::FutureExt;
use pronto_entity::delivery;
use pronto_protocol::{
    direct::SendDirectMessageRequest,
    error::ErrorCode,
    message::SendMessageRequest,
    push::{ActionOutcomeView, PerformActionRequest, PushAction},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    auth::{ActionClaims, Agent},
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::{self, message::Author},
};

/// Performs an action. The same action again gives the same answer.
///
/// # Errors
/// `action_token_invalid` (not ours, or expired), `session_revoked`, `forbidden` (an action that this push does not offer), and
/// the errors of accepting, declining, sending and reading.
pub async fn perform_action(context: &Context, request: PerformActionRequest) -> Result<ActionOutcomeView> {
    let claims: ActionClaims = context
        .tokens
        .verify(&request.action_token)
        .map_err(|error| Error::new(ErrorCode::ActionTokenInvalid).because(error))?;
    let agent = context.sessions.pass_by_id(claims.org, claims.sub, claims.sid).await?;
    // Before what it does is told: the follower does not clear the banner of the phone that acted.
    note(context, &claims).await?;
    act(context, &agent, &claims, request.action).await?;
    Ok(ActionOutcomeView {
        chat_id: claims.chat,
        conversation_id: claims.conv,
        badge: usecase::agent::badge(context.db(), claims.org, claims.sub).await?,
    })
}

async fn act(context: &Context, agent: &Agent, claims: &ActionClaims, action: PushAction) -> Result<()> {
    let read_upto = claims.pos.map(i64::unsigned_abs);
    match (action, claims.offer, claims.chat, claims.conv, read_upto) {
        (PushAction::Accept, Some(offer_id), ..) => {
            usecase::offer::accept(context, agent, offer_id).await?;
        }
        (PushAction::Decline, Some(offer_id), ..) => {
            usecase::offer::decline(context, agent, offer_id).await?;
        }
        // Who answers has read; the answer goes first, so that a failure leaves the mark where it was.
        (PushAction::Reply { client_id, text }, None, Some(chat_id), _, Some(position)) => {
            let request = SendMessageRequest { client_id, text, attachment_ids: Vec::new(), quoted_id: None };
            usecase::message::send(context, Author::Agent(agent), chat_id, request).await?;
            usecase::chat::mark_read(context, agent, chat_id, position).await?;
        }
        (PushAction::Reply { client_id, text }, None, None, Some(conversation_id), Some(position)) => {
            let request = SendDirectMessageRequest { client_id, text };
            usecase::direct::send(context, agent, conversation_id, request).await?;
            usecase::direct::mark_read(context, agent, conversation_id, position).await?;
        }
        (PushAction::MarkRead, None, Some(chat_id), _, Some(position)) => {
            usecase::chat::mark_read(context, agent, chat_id, position).await?;
        }
        (PushAction::MarkRead, None, None, Some(conversation_id), Some(position)) => {
            usecase::direct::mark_read(context, agent, conversation_id, position).await?;
        }
        _ => return Err(Error::new(ErrorCode::Forbidden).detail("This push does not offer that action.")),
    }
    Ok(())
}

/// The action shows that the push has arrived, whether or not the app reports it.
async fn note(context: &Context, claims: &ActionClaims) -> Result<()> {
    let delivery_id: Uuid = claims.dlv;
    context.ledger.commit(claims.org, move |transaction| write(transaction, delivery_id).boxed()).await
}

async fn write(transaction: &mut Transaction, delivery_id: Uuid) -> Result<()> {
    let now_ms = transaction.now_ms();
    for column in [delivery::Column::ReceivedAt, delivery::Column::ActedAt] {
        delivery::Entity::update_many()
            .col_expr(column, Expr::value(now_ms))
            .filter(delivery::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(delivery::Column::Id.eq(delivery_id))
            .filter(column.is_null())
            .exec(transaction.db())
            .await?;
    }
    Ok(())
}
