//! What a visitor was sent and has not been shown yet.

use pronto_entity::{approach, column::Word};
use pronto_protocol::approach::{ApproachState, VisitorApproachView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{auth::Visitor, error::Result, ledger::Transaction};

/// The latest that waits to be shown: for visitors without a socket, and those who were between two pages.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn unseen_approach(
    transaction: &Transaction,
    visitor: Visitor,
) -> Result<Option<VisitorApproachView>> {
    let now_ms = transaction.now_ms();
    let row = approach::Entity::find()
        .filter(approach::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(approach::Column::VisitorId.eq(visitor.id))
        .filter(approach::Column::State.eq(Word(ApproachState::Sent)))
        .filter(approach::Column::ExpiresAt.gt(now_ms))
        .order_by_desc(approach::Column::Id)
        .one(transaction.db())
        .await?;
    Ok(row.map(|row| row.view(now_ms).for_visitor()))
}
