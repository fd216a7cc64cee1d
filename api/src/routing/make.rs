//! Offers made: one statement for all rows of a chat, an event to each agent, a job for each deadline.

use pronto_entity::{chat, column::Word, offer};
use pronto_protocol::{
    event::Change,
    offer::{OfferState, RoutingStepKind},
    queue::RoutingMode,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::{EXPIRE_JOB, roster::Roster, story::Step, tell, view::view_of};
use crate::{error::Result, ledger::Transaction};

/// Rows of one statement at most: databases bound the values of a statement.
const ROWS_MOST: usize = 500;

/// Offers a chat to these members of the roster, in this round.
pub(super) async fn make_offers(
    transaction: &mut Transaction,
    roster: &mut Roster,
    chat: &chat::Model,
    round: i32,
    chosen: &[usize],
) -> Result<()> {
    if chosen.is_empty() {
        return Ok(());
    }
    let settings = &roster.queue.settings.0;
    let mode = settings.routing_mode;
    let now_ms = transaction.now_ms();
    let expires_at = (mode == RoutingMode::Offer).then(|| now_ms + i64::from(settings.offer_seconds) * 1000);
    let seqs = transaction.next_seq()..;
    let rows: Vec<offer::Model> = chosen
        .iter()
        .zip(seqs)
        .map(|(index, seq)| offer::Model {
            id: transaction.id(),
            organization_id: transaction.organization_id(),
            chat_id: chat.id,
            agent_id: roster.members[*index].agent_id,
            queue_id: roster.queue.id,
            mode: Word(mode),
            state: Word(OfferState::Open),
            round,
            made_at: now_ms,
            expires_at,
            ended_at: None,
            seq,
        })
        .collect();
    for rows in rows.chunks(ROWS_MOST) {
        let inserted = rows.iter().map(|row| row.clone().into_active_model().reset_all());
        offer::Entity::insert_many(inserted).exec_without_returning(transaction.db()).await?;
    }
    for row in rows {
        let id = row.id;
        transaction.emit(Change::OfferMade(view_of(row, chat, &roster.queue.name)));
        if let Some(expires_at) = expires_at {
            transaction.plan_job(EXPIRE_JOB, id, expires_at).await?;
        }
    }
    let steps: Vec<Step<'_>> =
        chosen.iter().map(|index| Step::of_member(RoutingStepKind::Offered, &roster.members[*index], None)).collect();
    tell(transaction, chat.id, &steps).await?;
    if mode == RoutingMode::Offer {
        for index in chosen {
            let load = &mut roster.members[*index].load;
            load.pending += 1;
            load.pending_in_queue += 1;
            roster.take_room();
        }
    }
    Ok(())
}
