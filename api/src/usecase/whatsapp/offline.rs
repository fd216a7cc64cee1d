//! Somebody writes when no chat can start: it is kept as an offline message, and the person is told, once in a while.

use pronto_entity::queue;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{
    delivery::{NewDelivery, add},
    hear::{Sayer, keep},
    speak::pieces,
    word,
};
use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::offline_message::{Letter, write},
};

/// For so long nobody is told the same again: people write in pieces.
const QUIET_MS: i64 = 4 * 60 * 60 * 1000;

/// Keeps what was said for the queue's agents, and answers with the notice that the refusal brings.
///
/// # Errors
/// A failure of the database.
pub(super) async fn leave(transaction: &mut Transaction, told: &Sayer<'_>, text: &str, refusal: Error) -> Result<()> {
    let account = &told.heard.account;
    let queue = queue::Entity::find_by_id(account.queue_id)
        .filter(queue::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    for text in pieces(text) {
        let letter = Letter {
            client_id: transaction.id(),
            queue: queue.slug.clone(),
            name: told.name(),
            email: None,
            phone: told.sender.phone.clone(),
            subject: Some("WhatsApp".to_owned()),
            text,
        };
        write(transaction, told.visitor(), queue.id, letter).await?;
    }
    let now_ms = transaction.now_ms();
    if told.sender.noticed_at.is_none_or(|at| at + QUIET_MS <= now_ms) {
        let mut noticed = told.sender.clone().into_active_model();
        noticed.noticed_at = Set(Some(now_ms));
        noticed.update(transaction.db()).await?;
        let words = refusal.problem(None).detail.unwrap_or_else(|| word::nobody_there(told.settings.locale).to_owned());
        // The offline message is the last event so far.
        let seq = transaction.next_seq() - 1;
        add(transaction, NewDelivery::notice(account.id, told.sender.id, words), seq).await?;
    }
    keep(transaction, told, None, None, None).await
}
