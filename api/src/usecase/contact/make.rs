//! A new contact, whoever needs it: unless it is probably known already.

use std::collections::BTreeMap;

use pronto_entity::{
    column::{Json, Word},
    contact, identity,
};
use pronto_protocol::{
    contact::{ContactView, TypedIdentityView},
    error::ErrorCode,
    event::Change,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::{contacts_with, duplicates::probable, view_of};
use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::fold,
};

/// A contact to be added, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewContact {
    /// The name.
    pub name: String,
    /// What else is known.
    pub attributes: BTreeMap<String, String>,
    /// Whether it stands for everybody who is not known.
    pub anonymous: bool,
    /// Identities in their one form.
    pub identities: Vec<TypedIdentityView>,
    /// Add it although it is probably a duplicate.
    pub confirm: bool,
}

/// Adds a contact and tells `contact.added`.
///
/// # Errors
/// `probable_duplicates` unless confirmed; `already_exists` when an identity belongs to another contact.
pub(crate) async fn make(transaction: &mut Transaction, new: NewContact) -> Result<ContactView> {
    let name_folded = fold(&new.name);
    if !new.confirm && !new.anonymous {
        let duplicates = probable(transaction, &name_folded, &new.identities).await?;
        if !duplicates.is_empty() {
            return Err(Error::duplicates(duplicates));
        }
    }
    let owners = contacts_with(transaction.db(), transaction.organization_id(), &new.identities).await?;
    if let Some(owner) = owners.first() {
        return Err(Error::new(ErrorCode::AlreadyExists).detail(format!("Contact {} has this identity.", owner.id)));
    }
    let row = contact::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        name: Set(new.name),
        name_folded: Set(name_folded),
        attributes: Set(Json(new.attributes)),
        anonymous: Set(new.anonymous),
        merged_into_id: Set(None),
        created_at: Set(transaction.now_ms()),
        seq: Set(transaction.next_seq()),
    };
    let row = row.insert(transaction.db()).await?;
    let rows: Vec<identity::ActiveModel> = new
        .identities
        .into_iter()
        .map(|typed| identity::ActiveModel {
            id: Set(transaction.id()),
            organization_id: Set(transaction.organization_id()),
            contact_id: Set(row.id),
            kind: Set(Word(typed.kind)),
            value: Set(typed.value),
            created_at: Set(transaction.now_ms()),
        })
        .collect();
    if !rows.is_empty() {
        identity::Entity::insert_many(rows).exec_without_returning(transaction.db()).await?;
    }
    let view = view_of(transaction.db(), row).await?;
    transaction.emit(Change::ContactAdded(view.clone()));
    Ok(view)
}
