//! Whom a whisper mentions.

use pronto_entity::{agent, chat};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{auth::card_of, error::Result, ledger::Transaction, policy};

/// Most agents of one whisper.
const MENTIONS_MOST: usize = 50;

/// The agents that a whisper mentions: named after an `@`, not its author, and such as may see the chat. A name that
/// several have is all of theirs.
///
/// # Errors
/// A failure of the database.
pub(in crate::usecase) async fn find(
    transaction: &Transaction,
    chat: &chat::Model,
    author_id: Uuid,
    text: &str,
) -> Result<Vec<Uuid>> {
    if !text.contains('@') {
        return Ok(Vec::new());
    }
    let agents = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(agent::Column::Active.eq(true))
        .filter(agent::Column::Id.ne(author_id))
        .order_by_asc(agent::Column::Id)
        .all(transaction.db())
        .await?;
    let called: Vec<Vec<String>> = agents.iter().map(|agent| handles(&agent.name, &agent.email)).collect();
    let named = named(text, &called);
    let mut found = Vec::new();
    for agent in agents.into_iter().zip(named).filter(|(_, named)| *named).map(|(agent, _)| agent) {
        let card = card_of(transaction.db(), agent).await?;
        if found.len() < MENTIONS_MOST && policy::sees_chat(transaction.db(), &card, chat).await? {
            found.push(card.id);
        }
    }
    Ok(found)
}

/// What an agent is called after an `@`: the name, the same in one word, the first name, the e-mail's first part.
fn handles(name: &str, email: &str) -> Vec<String> {
    let name = folded(name);
    let first = name.split_whitespace().next().unwrap_or_default().to_owned();
    let one_word: String = name.split_whitespace().collect();
    let mailbox = folded(email.split('@').next().unwrap_or_default());
    let mut handles = vec![name, one_word, first, mailbox];
    handles.retain(|handle| !handle.is_empty());
    handles
}

/// Which of the people called so a text names. The longest that fits is meant: `@ana.souza` is not every Ana.
fn named(text: &str, called: &[Vec<String>]) -> Vec<bool> {
    let text = folded(text);
    let mut named = vec![false; called.len()];
    let mut parts = text.split('@');
    let mut before = parts.next().unwrap_or_default();
    for rest in parts {
        // The `@` of an e-mail address names nobody.
        if !before.ends_with(char::is_alphanumeric) {
            let fits: Vec<usize> = called.iter().map(|handles| longest(rest, handles)).collect();
            let most = fits.iter().copied().max().unwrap_or_default();
            for (named, fit) in named.iter_mut().zip(fits) {
                *named |= fit > 0 && fit == most;
            }
        }
        before = rest;
    }
    named
}

/// Bytes of the longest handle that a text begins with, as a whole word.
fn longest(text: &str, handles: &[String]) -> usize {
    let whole = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let fits = handles.iter().filter(|handle| text.strip_prefix(handle.as_str()).is_some_and(whole));
    fits.map(String::len).max().unwrap_or_default()
}

/// Small letters without the accents of the languages that agents write in.
fn folded(text: &str) -> String {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_that_fits_is_meant() {
        let people = [
            handles("Ana Souza", "ana.souza@shop.example"),
            handles("Ana Lima", "alima@shop.example"),
            handles("João", "j@shop.example"),
        ];
        let who = |text: &str| -> Vec<usize> {
            named(text, &people).into_iter().enumerate().filter(|(_, named)| *named).map(|(index, _)| index).collect()
        };
        for (text, meant) in [
            ("@ana look", vec![0, 1]),
            ("@Ana Souza, look", vec![0]),
            ("@anasouza", vec![0]),
            ("(@ana.souza)", vec![0]),
            ("see @ALIMA.", vec![1]),
            ("@joao and @JOÃO", vec![2]),
            ("@ana lima @joao!", vec![1, 2]),
            ("@anabela", vec![]),
            ("write to x@ana.example", vec![]),
            ("@", vec![]),
            ("ana", vec![]),
        ] {
            assert_eq!(who(text), meant, "{text}");
        }
    }
}
