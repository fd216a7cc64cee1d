//! The contacts of a person: how they are found, and what goes with them.

use std::collections::BTreeSet;

use pronto_entity::{contact, contact_merge, contact_note, identity};
use pronto_protocol::{
    contact::{IdentityKind, TypedIdentityView},
    event::Change,
    person::PersonSelector,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::beside::erase_told;
use crate::{
    error::Result,
    ledger::Transaction,
    search,
    usecase::contact::{normal_identity, same_identity, settings_of},
};

/// Events that tell of a contact without a chat.
const KINDS: [&str; 10] = [
    "block.added",
    "block.lifted",
    "contact.added",
    "contact.merged",
    "contact.removed",
    "contact.unmerged",
    "contact.updated",
    "contact_note.added",
    "contact_note.deleted",
    "contact_note.edited",
];

/// The identities by which the person is known: those asked for, in their one form, or those of the contact that is named.
///
/// # Errors
/// A failure of the database.
pub(super) async fn typed_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    of: &PersonSelector,
) -> Result<Vec<TypedIdentityView>> {
    if let Some(contact_id) = of.contact_id {
        let rows = identity::Entity::find()
            .filter(identity::Column::OrganizationId.eq(organization_id))
            .filter(identity::Column::ContactId.eq(contact_id))
            .all(database)
            .await?;
        return Ok(rows.into_iter().map(|row| TypedIdentityView { kind: row.kind.0, value: row.value }).collect());
    }
    let country = settings_of(database, organization_id).await?.phone_country;
    let asked =
        [(IdentityKind::Email, &of.email), (IdentityKind::Phone, &of.phone), (IdentityKind::ExternalId, &of.sub)];
    // What has no such form is no identity of anybody.
    let normal = |(kind, value): (IdentityKind, &Option<String>)| {
        value.as_deref().and_then(|value| normal_identity("value", kind, value, country).ok())
    };
    Ok(asked.into_iter().filter_map(normal).collect())
}

/// Contacts who have one of these identities.
///
/// # Errors
/// A failure of the database.
pub(super) async fn of_identities<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    typed: &[TypedIdentityView],
) -> Result<BTreeSet<Uuid>> {
    let rows: Vec<Uuid> = identity::Entity::find()
        .select_only()
        .column(identity::Column::ContactId)
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(same_identity(typed))
        .into_tuple()
        .all(database)
        .await?;
    Ok(rows.into_iter().collect())
}

/// These contacts, and all that were merged into them or they into: they are the same person.
///
/// # Errors
/// A failure of the database.
pub(super) async fn merged_with<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    mut ids: BTreeSet<Uuid>,
) -> Result<Vec<contact::Model>> {
    use contact::Column;
    loop {
        let which = Condition::any()
            .add(Column::Id.is_in(ids.iter().copied()))
            .add(Column::MergedIntoId.is_in(ids.iter().copied()));
        let rows = contact::Entity::find()
            .filter(Column::OrganizationId.eq(organization_id))
            .filter(which)
            .order_by_asc(Column::Id)
            .all(database)
            .await?;
        let all: BTreeSet<Uuid> =
            rows.iter().flat_map(|row| std::iter::once(row.id).chain(row.merged_into_id)).collect();
        if all == ids || all.is_empty() {
            return Ok(rows);
        }
        ids = all;
    }
}

/// Takes contacts away with their identities and notes, and out of the index, the log and the webhooks' log. Their tickets and
/// chats belong to others by now.
///
/// # Errors
/// A failure of the database.
pub(super) async fn erase_contacts(transaction: &mut Transaction, ids: &[Uuid]) -> Result<()> {
    let organization_id = transaction.organization_id();
    let mut found: Vec<Uuid> = ids.to_vec();
    macro_rules! forget_of {
        ($($noun:ident)+) => {
            $(
                let mine = || {
                    Condition::all()
                        .add($noun::Column::OrganizationId.eq(organization_id))
                        .add($noun::Column::ContactId.is_in(ids.iter().copied()))
                };
                let rows: Vec<Uuid> = $noun::Entity::find()
                    .select_only()
                    .column($noun::Column::Id)
                    .filter(mine())
                    .into_tuple()
                    .all(transaction.db())
                    .await?;
                found.extend(rows);
                $noun::Entity::delete_many().filter(mine()).exec(transaction.db()).await?;
            )+
        };
    }
    forget_of!(identity contact_note);
    let merges = Condition::any()
        .add(contact_merge::Column::IntoId.is_in(ids.iter().copied()))
        .add(contact_merge::Column::FromId.is_in(ids.iter().copied()));
    contact_merge::Entity::delete_many()
        .filter(contact_merge::Column::OrganizationId.eq(organization_id))
        .filter(merges)
        .exec(transaction.db())
        .await?;
    search::forget(transaction, &found).await?;
    erase_told(transaction, &KINDS, ids).await?;
    contact::Entity::delete_many()
        .filter(contact::Column::OrganizationId.eq(organization_id))
        .filter(contact::Column::Id.is_in(ids.iter().copied()))
        .exec(transaction.db())
        .await?;
    for contact_id in ids {
        transaction.emit(Change::ContactRemoved { contact_id: *contact_id });
    }
    Ok(())
}
