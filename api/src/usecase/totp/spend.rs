//! Takes a good code, so that it is good no more.

use pronto_entity::{recovery_code, totp};
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::judge::Spent;
use crate::{error::Result, ledger::Transaction};

/// Takes it in the change that it allows: of two who bring the same code at once, one is refused.
///
/// # Errors
/// `wrong_code` when it was taken meanwhile.
pub async fn spend(transaction: &Transaction, agent_id: Uuid, spent: Spent) -> Result<()> {
    let organization_id = transaction.organization_id();
    let taken = match spent {
        Spent::Step(step) => {
            totp::Entity::update_many()
                .col_expr(totp::Column::LastStep, Expr::value(step))
                .filter(totp::Column::OrganizationId.eq(organization_id))
                .filter(totp::Column::AgentId.eq(agent_id))
                .filter(totp::Column::ConfirmedAt.is_not_null())
                .filter(totp::Column::LastStep.lt(step))
                .exec(transaction.db())
                .await?
        }
        Spent::Recovery(hash) => {
            recovery_code::Entity::update_many()
                .col_expr(recovery_code::Column::UsedAt, Expr::value(transaction.now_ms()))
                .filter(recovery_code::Column::OrganizationId.eq(organization_id))
                .filter(recovery_code::Column::AgentId.eq(agent_id))
                .filter(recovery_code::Column::Hash.eq(hash))
                .filter(recovery_code::Column::UsedAt.is_null())
                .exec(transaction.db())
                .await?
        }
    };
    if taken.rows_affected == 0 { Err(ErrorCode::WrongCode.into()) } else { Ok(()) }
}
