//! What became of a try, written down.

use std::time::Duration;

use futures_util::FutureExt;
use pronto_entity::{column::Word, whatsapp_delivery};
use pronto_protocol::whatsapp::WhatsappDeliveryState;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{tell::tell, word::Mishap};
use crate::{
    context::Context,
    error::Result,
    ledger::Transaction,
    push::retry::pause,
    whatsapp::failure::{Failure, Remedy},
};

/// Tries after which the agents are told that it has to wait.
const DELAY_TOLD_AFTER: i32 = 3;
/// After an answer that was lost it waits so long for a status that tells.
const UNKNOWN_PAUSE: Duration = Duration::from_secs(60);
/// While an admin has to mend something it is not tried more often than this.
const ADMIN_PAUSE: Duration = Duration::from_secs(60);

/// What became of a try.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// The provider has taken it, under this id.
    Accepted(String),
    /// It has not, or nobody knows.
    Failed(Failure),
}

/// Writes down what became of a delivery whose try has been counted.
///
/// # Errors
/// A failure of the database.
pub(super) async fn settle(context: &Context, row: &whatsapp_delivery::Model, fate: Fate) -> Result<()> {
    let result = match &fate {
        Fate::Accepted(_) => "accepted",
        Fate::Failed(_) => "failed",
    };
    metrics::counter!("pronto_whatsapp_posts_total", "result" => result).increment(1);
    let id = row.id;
    context.ledger.commit(row.organization_id, move |transaction| write(transaction, id, fate).boxed()).await
}

async fn write(transaction: &mut Transaction, id: Uuid, fate: Fate) -> Result<()> {
    let row = whatsapp_delivery::Entity::find_by_id(id)
        .filter(whatsapp_delivery::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    // Erased meanwhile, or a status was faster and knows better.
    let Some(row) = row else { return Ok(()) };
    let queued = row.state.0 == WhatsappDeliveryState::Queued;
    let mut changed = row.clone().into_active_model();
    let failure = match fate {
        Fate::Accepted(wamid) => {
            changed.wamid = Set(Some(wamid));
            if queued {
                changed.state = Set(Word(WhatsappDeliveryState::Accepted));
                changed.due_at = Set(None);
                changed.code = Set(None);
                changed.words = Set(None);
            }
            changed.update(transaction.db()).await?;
            transaction.wake_workers();
            return Ok(());
        }
        Fate::Failed(_) if !queued => return Ok(()),
        Fate::Failed(failure) => failure,
    };
    changed.code = Set(failure.code);
    changed.words = Set(Some(failure.words.clone()));
    let next_ms = transaction.now_ms() + wait_ms(&row, &failure);
    if failure.remedy == Remedy::Nothing || next_ms >= row.expires_at {
        changed.state = Set(Word(WhatsappDeliveryState::Failed));
        changed.due_at = Set(None);
        changed.update(transaction.db()).await?;
        transaction.wake_workers();
        return tell(transaction, &row, Mishap::Failed, &failure.words, failure.code).await;
    }
    changed.due_at = Set(Some(next_ms));
    let delayed = failure.remedy == Remedy::Admin || row.attempts >= DELAY_TOLD_AFTER;
    let telling = delayed && !row.delay_told;
    changed.delay_told = Set(delayed || row.delay_told);
    changed.update(transaction.db()).await?;
    if telling {
        tell(transaction, &row, Mishap::Delayed, &failure.words, failure.code).await?;
    }
    Ok(())
}

fn wait_ms(row: &whatsapp_delivery::Model, failure: &Failure) -> i64 {
    let asked = match failure.remedy {
        Remedy::Later(asked) => asked,
        _ => None,
    };
    let least = match failure.remedy {
        Remedy::Unknown => UNKNOWN_PAUSE,
        Remedy::Admin => ADMIN_PAUSE,
        Remedy::Later(_) | Remedy::Nothing => Duration::ZERO,
    };
    i64::try_from(pause(row.attempts, asked).max(least).as_millis()).unwrap_or(i64::MAX / 2)
}
