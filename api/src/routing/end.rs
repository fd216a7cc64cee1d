//! Offers ended: the rows, the events to their agents, the jobs taken back, and the steps of the story.

use std::collections::HashMap;

use pronto_entity::{agent, column::Word, offer};
use pronto_protocol::{
    event::Change,
    offer::{OfferState, OfferView, RoutingStepKind},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{EXPIRE_JOB, offer_views, story::Step, tell};
use crate::{error::Result, ledger::Transaction};

/// Ends offers: each is told to its agent, and noted in its chat's story as `kind` for this reason.
///
/// # Errors
/// A failure of the database.
pub async fn end_offers(
    transaction: &mut Transaction,
    offers: Vec<offer::Model>,
    state: OfferState,
    kind: RoutingStepKind,
    reason: Option<&str>,
) -> Result<Vec<OfferView>> {
    if offers.is_empty() {
        return Ok(Vec::new());
    }
    let names = names_of(transaction, offers.iter().map(|offer| offer.agent_id)).await?;
    let mut views = offer_views(transaction.db(), transaction.organization_id(), offers.clone()).await?;
    let mut steps: HashMap<Uuid, Vec<Step<'_>>> = HashMap::new();
    for (row, view) in offers.into_iter().zip(&mut views) {
        let (id, chat_id, agent_id) = (row.id, row.chat_id, row.agent_id);
        let had_deadline = row.expires_at.is_some();
        let mut row = row.into_active_model();
        row.state = Set(Word(state));
        row.ended_at = Set(Some(transaction.now_ms()));
        row.seq = Set(transaction.next_seq());
        let row = row.update(transaction.db()).await?;
        view.state = state;
        view.ended_at = Some(transaction.now());
        view.seq = row.seq.unsigned_abs();
        transaction.emit(Change::OfferEnded(view.clone()));
        if had_deadline {
            transaction.drop_jobs(EXPIRE_JOB, id).await?;
        }
        let name = names.get(&agent_id).map_or("", String::as_str);
        steps.entry(chat_id).or_default().push(Step { kind, agent: Some((agent_id, name)), reason });
    }
    for (chat_id, steps) in steps {
        tell(transaction, chat_id, &steps).await?;
    }
    Ok(views)
}

async fn names_of(transaction: &Transaction, ids: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, String>> {
    let rows = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(agent::Column::Id.is_in(ids))
        .all(transaction.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
