//! Contacts that are probably the same person as one that is about to be added.

use pronto_entity::{column::Word, contact, identity};
use pronto_protocol::contact::{IdentityKind, TypedIdentityView};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::LikeExpr};
use uuid::Uuid;

use super::contacts_with;
use crate::{error::Result, ledger::Transaction};

/// Duplicates named at most.
const NAMED_MOST: usize = 10;
/// Rows looked at for each reason.
const LOOKED_AT_MOST: u64 = 50;

/// Contacts that are probably the same person, the most probable first: with one of the identities; with the same name; with
/// the same first and last name; with the same mailbox at another provider.
///
/// # Errors
/// A failure of the database.
pub(super) async fn probable(
    transaction: &Transaction,
    name_folded: &str,
    identities: &[TypedIdentityView],
) -> Result<Vec<Uuid>> {
    let owners = contacts_with(transaction.db(), transaction.organization_id(), identities).await?;
    let mut found: Vec<Uuid> = owners.into_iter().map(|row| row.id).collect();
    let named = same_name(transaction, name_folded).await?;
    let mailbox = same_mailbox(transaction, identities).await?;
    for contact_id in named.into_iter().chain(mailbox) {
        if !found.contains(&contact_id) {
            found.push(contact_id);
        }
    }
    found.truncate(NAMED_MOST);
    Ok(found)
}

async fn same_name(transaction: &Transaction, name_folded: &str) -> Result<Vec<Uuid>> {
    use contact::Column;
    let first = first_and_last(name_folded);
    let mut same = Condition::any().add(Column::NameFolded.eq(name_folded));
    if let Some((first, last)) = first {
        same = same.add(
            Condition::all()
                .add(Column::NameFolded.like(starts_with(&format!("{first} "))))
                .add(Column::NameFolded.like(ends_with(&format!(" {last}")))),
        );
    }
    let rows = contact::Entity::find()
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::MergedIntoId.is_null())
        .filter(Column::Anonymous.eq(false))
        .filter(same)
        .order_by_asc(Column::NameFolded)
        .order_by_asc(Column::Id)
        .limit(LOOKED_AT_MOST)
        .all(transaction.db())
        .await?;
    let (exact, alike): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.name_folded == name_folded);
    Ok(exact.into_iter().chain(alike).map(|row| row.id).collect())
}

/// A mailbox of a few letters says nothing of who it is.
const MAILBOX_LEAST_CHARS: usize = 6;

async fn same_mailbox(transaction: &Transaction, identities: &[TypedIdentityView]) -> Result<Vec<Uuid>> {
    use identity::Column;
    let mailboxes: Vec<&str> = identities
        .iter()
        .filter(|identity| identity.kind == IdentityKind::Email)
        .filter_map(|identity| identity.value.split_once('@').map(|(mailbox, _)| mailbox))
        .filter(|mailbox| mailbox.chars().count() >= MAILBOX_LEAST_CHARS)
        .collect();
    if mailboxes.is_empty() {
        return Ok(Vec::new());
    }
    let same = mailboxes
        .iter()
        .fold(Condition::any(), |same, mailbox| same.add(Column::Value.like(starts_with(&format!("{mailbox}@")))));
    let rows = identity::Entity::find()
        .filter(Column::OrganizationId.eq(transaction.organization_id()))
        .filter(Column::Kind.eq(Word(IdentityKind::Email)))
        .filter(same)
        .order_by_asc(Column::Value)
        .limit(LOOKED_AT_MOST)
        .all(transaction.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.contact_id).collect())
}

fn first_and_last(name_folded: &str) -> Option<(&str, &str)> {
    let mut words = name_folded.split(' ');
    Some((words.next()?, words.next_back()?))
}

fn starts_with(text: &str) -> LikeExpr {
    LikeExpr::new(format!("{}%", escaped(text))).escape('\\')
}

fn ends_with(text: &str) -> LikeExpr {
    LikeExpr::new(format!("%{}", escaped(text))).escape('\\')
}

/// What LIKE would read as a pattern, as itself.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
