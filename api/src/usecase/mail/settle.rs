//! What became of a mail, written down.

use futures_util::FutureExt;
use pronto_entity::{column::Word, mail};
use pronto_protocol::mail::MailState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{context::Context, error::Result};

/// Tries after which a mail is dead: about seven hours of them.
const TRIES_MOST: i32 = 12;
/// First pause, doubled with each try.
const FIRST_PAUSE_MS: i64 = 60_000;
/// Longest pause.
const LONGEST_PAUSE_MS: i64 = 3_600_000;

/// What became of a try.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// The mail server has taken it.
    Sent(String),
    /// Not now; why.
    Later(String),
    /// Never: a word for why, and what the mail server said.
    Dead(&'static str, Option<String>),
}

/// Writes down what became of a mail whose try has been counted.
///
/// # Errors
/// A failure of the database.
pub(super) async fn settle(context: &Context, row: &mail::Model, fate: Fate) -> Result<()> {
    let (id, tries) = (row.id, row.attempts);
    let (state, reason, words) = match fate {
        Fate::Sent(words) => (MailState::Sent, None, Some(words)),
        Fate::Later(words) if tries >= TRIES_MOST => (MailState::Dead, Some("tried_often"), Some(words)),
        Fate::Later(words) => (MailState::Queued, None, Some(words)),
        Fate::Dead(reason, words) => (MailState::Dead, Some(reason), words),
    };
    if state == MailState::Dead {
        tracing::warn!(%id, ?reason, "a mail could not be sent");
    }
    context
        .ledger
        .commit(row.organization_id, move |transaction| {
            async move {
                let now_ms = transaction.now_ms();
                let due_at = (state == MailState::Queued).then(|| now_ms + pause_ms(tries));
                let sent_at = (state == MailState::Sent).then_some(now_ms);
                mail::Entity::update_many()
                    .col_expr(mail::Column::State, Expr::value(state.as_str()))
                    .col_expr(mail::Column::Reason, Expr::value(reason.map(str::to_owned)))
                    .col_expr(mail::Column::Words, Expr::value(words))
                    .col_expr(mail::Column::DueAt, Expr::value(due_at))
                    .col_expr(mail::Column::SentAt, Expr::value(sent_at))
                    .filter(mail::Column::OrganizationId.eq(transaction.organization_id()))
                    .filter(mail::Column::Id.eq(id))
                    .filter(mail::Column::State.eq(Word(MailState::Queued)))
                    .exec(transaction.db())
                    .await?;
                Ok(())
            }
            .boxed()
        })
        .await
}

fn pause_ms(tries: i32) -> i64 {
    let doublings = tries.saturating_sub(1).unsigned_abs().min(16);
    FIRST_PAUSE_MS.checked_shl(doublings).unwrap_or(LONGEST_PAUSE_MS).min(LONGEST_PAUSE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_a_minute_to_an_hour() {
        let minutes: Vec<i64> = [1, 2, 3, 6, 7, 100].into_iter().map(|tries| pause_ms(tries) / 60_000).collect();
        assert_eq!(minutes, [1, 2, 4, 32, 60, 60]);
    }
}
