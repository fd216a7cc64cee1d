//! The end of a group: its events, and each organization's `seq` after them.

use std::collections::HashMap;

use pronto_entity::{event, organization_log};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{error::Result, ledger::transaction::Emitted};

/// Writes the events, and up to where each log goes now.
///
/// # Errors
/// A failure of the database.
pub(super) async fn write_events(
    transaction: &DatabaseTransaction,
    events: &[Emitted],
    seqs: &HashMap<Uuid, i64>,
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    for chunk in events.chunks(500) {
        let rows = chunk.iter().map(|emitted| event::ActiveModel {
            organization_id: Set(emitted.organization_id),
            seq: Set(emitted.seq),
            at: Set(emitted.at_ms),
            kind: Set(emitted.kind().to_owned()),
            chat_id: Set(crate::topic::chat_of(&emitted.change)),
            content: Set(emitted.content.clone()),
        });
        event::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    for (organization_id, seq) in seqs {
        organization_log::Entity::update_many()
            .col_expr(organization_log::Column::Seq, Expr::value(*seq))
            .filter(organization_log::Column::OrganizationId.eq(*organization_id))
            .exec(transaction)
            .await?;
    }
    Ok(())
}
