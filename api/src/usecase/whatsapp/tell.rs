//! Tells the agents of a chat what did not go out, in the provider's words.

use pronto_entity::whatsapp_delivery;

use super::word::{self, Mishap};
use crate::{error::Result, ledger::Transaction, step::tell_agents, usecase::contact::settings_of};

/// Characters of the message that are quoted.
const BEGINNING_MOST_CHARS: usize = 60;

/// Writes the line. What was told outside of a chat has nobody to be told to; it is on record and in the log.
///
/// # Errors
/// A failure of the database.
pub(super) async fn tell(
    transaction: &mut Transaction,
    row: &whatsapp_delivery::Model,
    mishap: Mishap,
    words: &str,
    code: Option<i32>,
) -> Result<()> {
    tracing::warn!(id = %row.id, ?mishap, code, words, "something did not go out by WhatsApp");
    let Some(chat_id) = row.chat_id else { return Ok(()) };
    let locale = settings_of(transaction.db(), transaction.organization_id()).await?.locale;
    let mut beginning: String = row.text.chars().take(BEGINNING_MOST_CHARS).collect();
    if beginning.len() < row.text.len() {
        beginning.push('…');
    }
    if beginning.is_empty() {
        beginning = word::say(locale, "arquivo", "file").to_owned();
    }
    let line = word::mishap(locale, mishap, row.number, &beginning, words, code);
    tell_agents(transaction, chat_id, line).await?;
    Ok(())
}
