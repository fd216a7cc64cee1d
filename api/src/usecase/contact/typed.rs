//! What visitors typed at entry, and the contacts it may belong to. Nothing here is ever told to a visitor: whoever types an
//! address may not be the one it belongs to.

use std::collections::BTreeMap;

use pronto_entity::{chat_identity, column::Word, contact, identity};
use pronto_protocol::{
    contact::{Country, IdentityKind, TypedIdentityView},
    queue::PreChatField,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::normal_identity;
use crate::{error::Result, ledger::Transaction};

/// Candidates shown at most.
const CANDIDATES_MOST: u64 = 20;

/// The identities among the answers to pre-chat fields; what is none (a local number, say) is left out.
pub(crate) fn typed_of(
    fields: &[PreChatField],
    answers: &BTreeMap<String, String>,
    country: Country,
) -> Vec<TypedIdentityView> {
    let mut typed: Vec<TypedIdentityView> = fields
        .iter()
        .filter_map(|field| {
            let kind = IdentityKind::of_field(field.kind)?;
            normal_identity(&field.key, kind, answers.get(&field.key)?, country).ok()
        })
        .collect();
    typed.sort();
    typed.dedup();
    typed
}

/// Keeps them with the chat.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn keep_typed(transaction: &Transaction, chat_id: Uuid, typed: &[TypedIdentityView]) -> Result<()> {
    if typed.is_empty() {
        return Ok(());
    }
    let rows = typed.iter().map(|identity| chat_identity::ActiveModel {
        chat_id: Set(chat_id),
        kind: Set(identity.kind.as_str().to_owned()),
        value: Set(identity.value.clone()),
        organization_id: Set(transaction.organization_id()),
    });
    chat_identity::Entity::insert_many(rows).exec_without_returning(transaction.db()).await?;
    Ok(())
}

/// The identities kept with a chat, and the contacts who have one of them now.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn candidates_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    chat_id: Uuid,
) -> Result<(Vec<TypedIdentityView>, Vec<contact::Model>)> {
    let rows = chat_identity::Entity::find()
        .filter(chat_identity::Column::OrganizationId.eq(organization_id))
        .filter(chat_identity::Column::ChatId.eq(chat_id))
        .order_by_asc(chat_identity::Column::Kind)
        .order_by_asc(chat_identity::Column::Value)
        .all(database)
        .await?;
    let typed: Vec<TypedIdentityView> = rows.into_iter().filter_map(chat_identity::Model::view).collect();
    let contacts = contacts_with(database, organization_id, &typed).await?;
    Ok((typed, contacts))
}

/// Contacts who have one of these identities, the oldest first.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn contacts_with<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    typed: &[TypedIdentityView],
) -> Result<Vec<contact::Model>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let owners = identity::Entity::find()
        .select_only()
        .column(identity::Column::ContactId)
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(same_identity(typed))
        .into_query();
    let rows = contact::Entity::find()
        .filter(contact::Column::OrganizationId.eq(organization_id))
        .filter(contact::Column::Id.in_subquery(owners))
        .order_by_asc(contact::Column::CreatedAt)
        .order_by_asc(contact::Column::Id)
        .limit(CANDIDATES_MOST)
        .all(database)
        .await?;
    Ok(rows)
}

/// Whether a row of `identity` is one of these; for none, no row is.
pub(crate) fn same_identity(typed: &[TypedIdentityView]) -> Condition {
    let same = |one: &TypedIdentityView| {
        Condition::all()
            .add(identity::Column::Kind.eq(Word(one.kind)))
            .add(identity::Column::Value.eq(one.value.as_str()))
    };
    // An empty choice would be no condition at all.
    let none = Condition::any().add(identity::Column::Id.is_null());
    typed.iter().map(same).fold(none, Condition::add)
}
