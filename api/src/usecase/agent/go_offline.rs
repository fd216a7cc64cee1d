//! Takes an agent's availability away when nobody could tell the agent of a chat any more.

use pronto_entity::{agent, column::Word};
use pronto_protocol::{agent::Availability, event::Change};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use crate::{error::Result, hub::Hub, ledger::Transaction, routing};

/// Makes the agent `offline` and gives open offers to others; nothing happens to one who is offline already.
///
/// # Errors
/// A failure of the database.
pub async fn go_offline(transaction: &mut Transaction, hub: &Hub, row: agent::Model) -> Result<()> {
    if row.availability.0 == Availability::Offline {
        return Ok(());
    }
    let agent_id = row.id;
    let mut changed = row.into_active_model();
    changed.availability = Set(Word(Availability::Offline));
    changed.seq = Set(transaction.next_seq());
    changed.update(transaction.db()).await?;
    let availability = Availability::Offline;
    transaction.emit(Change::AvailabilityChanged { agent_id, availability, by_missed_offers: false });
    routing::agent_changed(transaction, hub, agent_id).await
}
