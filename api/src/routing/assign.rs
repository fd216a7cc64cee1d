//! A chat is given to an agent without asking: the agent is in it at once, and is told by socket and push.

use pronto_entity::{chat, column::Word, offer};
use pronto_protocol::{
    event::Change,
    offer::{AcceptedOfferView, OfferState, RoutingStepKind},
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    activate,
    roster::Roster,
    story::{Step, tell},
    view::view_of,
};
use crate::{error::Result, ledger::Transaction, step::load_chat};

/// Gives a waiting chat to a member of the roster; who that is. An accepted offer is kept for the record.
pub(super) async fn assign(
    transaction: &mut Transaction,
    roster: &mut Roster,
    chat: &chat::Model,
    index: usize,
) -> Result<Uuid> {
    // Several chats of one moment still follow each other: otherwise the smaller id would come first again.
    let latest = roster.members.iter().filter_map(|member| member.last_assigned_at).max();
    let turn_at = latest.map_or(transaction.now_ms(), |latest| transaction.now_ms().max(latest + 1));
    let member = &mut roster.members[index];
    let (agent_id, name) = (member.agent_id, member.name.clone());
    let reason = if member.is_below_least() { "below_minimum" } else { "next_in_turn" };
    member.last_assigned_at = Some(turn_at);
    member.load.active += 1;
    member.load.active_in_queue += 1;
    roster.take_room();
    let chat_view = activate(transaction, chat, agent_id, &name, turn_at).await?;
    let row = offer::Model {
        id: transaction.id(),
        organization_id: transaction.organization_id(),
        chat_id: chat.id,
        agent_id,
        queue_id: roster.queue.id,
        mode: Word(roster.queue.settings.0.routing_mode),
        state: Word(OfferState::Accepted),
        round: chat.routing_round,
        made_at: transaction.now_ms(),
        expires_at: None,
        ended_at: Some(transaction.now_ms()),
        seq: transaction.next_seq(),
    };
    let row = row.into_active_model().reset_all().insert(transaction.db()).await?;
    let chat = load_chat(transaction, chat.id).await?;
    let offer = view_of(row, &chat, &roster.queue.name);
    transaction.emit(Change::ChatAssigned(AcceptedOfferView { offer, chat: chat_view }));
    let step = Step { kind: RoutingStepKind::Assigned, agent: Some((agent_id, &name)), reason: Some(reason) };
    tell(transaction, chat.id, &[step]).await?;
    Ok(agent_id)
}
