//! Finds what belongs to a person.

use std::collections::BTreeSet;

use pronto_entity::{chat, chat_identity, contact, offline_message, visitor, visitor_identity, whatsapp_sender};
use pronto_protocol::{
    contact::{IdentityKind, TypedIdentityView},
    error::ErrorCode,
    person::PersonSelector,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::contact::{merged_with, of_identities, typed_of};
use crate::error::{Error, Result};

/// A person's visitors, contacts and chats.
pub(super) struct Person {
    /// Visitors, with who vouched for them.
    pub visitors: Vec<(visitor::Model, Option<visitor_identity::Model>)>,
    /// Contacts: those that were named, have the same identity, are whose the visitors' chats are, and what was merged with them.
    pub contacts: Vec<contact::Model>,
    /// Chats, oldest first: of these visitors and contacts, and others in which the same address or number was given.
    pub chats: Vec<chat::Model>,
}

impl Person {
    /// What stands for it in the audit trail.
    pub(super) fn id(&self) -> Option<Uuid> {
        let visitor = self.visitors.first().map(|(visitor, _)| visitor.id);
        visitor.or(self.contacts.first().map(|contact| contact.id))
    }
}

/// Finds a person.
///
/// # Errors
/// `invalid_fields` unless exactly one thing is given, `not_found` when nothing is kept of such a person; `conflict` for a browser
/// that several contacts have used, and for an anonymous contact.
pub(super) async fn find<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    of: &PersonSelector,
) -> Result<Person> {
    let ids = [&of.visitor_id, &of.contact_id].into_iter().flatten().count();
    if [&of.sub, &of.email, &of.phone].into_iter().flatten().count() + ids != 1 {
        let rule = "Give one of `visitor_id`, `contact_id`, `sub`, `email` and `phone`.";
        return Err(Error::field("visitor_id", "required", rule));
    }
    let told = of.email.as_ref().map(|email| email.trim().to_lowercase()).or_else(|| of.phone.clone());
    let identities = identities(database, organization_id, of, told.as_deref()).await?;
    let mut visitor_ids: BTreeSet<Uuid> = identities.iter().map(|identity| identity.visitor_id).collect();
    visitor_ids.extend(of.visitor_id);
    let typed = typed_of(database, organization_id, of).await?;
    let by_whatsapp = by_whatsapp(database, organization_id, &typed).await?;
    if of.contact_id.is_none() {
        visitor_ids.extend(by_whatsapp.iter().copied());
    }
    let contacts = contacts(database, organization_id, of, &typed, &visitor_ids).await?;
    let contact_ids: Vec<Uuid> = contacts.iter().map(|contact| contact.id).collect();
    let mut answered = BTreeSet::new();
    if let Some(told) = &told {
        answered.extend(answered_with(database, organization_id, told).await?);
        visitor_ids.extend(left_with(database, organization_id, told).await?);
    }
    answered.extend(typed_in(database, organization_id, &typed).await?);
    // A browser of the contact's is the person's, but not the chats that others have had from it.
    let theirs = Condition::any()
        .add(chat::Column::ContactId.is_in(contact_ids.iter().copied()))
        .add(chat::Column::Id.is_in(answered))
        .add(chat::Column::VisitorId.is_in(visitor_ids.iter().copied()));
    let found = chats(database, organization_id, theirs).await?;
    let reached = found.iter().filter(|chat| chat.contact_id.is_some_and(|id| contact_ids.contains(&id)));
    let reached: BTreeSet<Uuid> = reached.map(|chat| chat.visitor_id).chain(by_whatsapp).collect();
    let nobodys =
        Condition::all().add(chat::Column::VisitorId.is_in(reached.clone())).add(chat::Column::ContactId.is_null());
    let ids: BTreeSet<Uuid> = found.iter().map(|chat| chat.id).collect();
    let more = chats(database, organization_id, nobodys).await?;
    let mut chats: Vec<chat::Model> =
        found.into_iter().chain(more.into_iter().filter(|chat| !ids.contains(&chat.id))).collect();
    chats.sort_by_key(|chat| chat.number);
    visitor_ids.extend(reached);
    let visitors = visitor::Entity::find()
        .filter(visitor::Column::OrganizationId.eq(organization_id))
        .filter(visitor::Column::Id.is_in(visitor_ids))
        .order_by_asc(visitor::Column::Id)
        .all(database)
        .await?;
    if visitors.is_empty() && contacts.is_empty() && chats.is_empty() {
        return Err(Error::not_found());
    }
    let identity_of = |id: Uuid| identities.iter().find(|identity| identity.visitor_id == id).cloned();
    let visitors = visitors.into_iter().map(|row| {
        let identity = identity_of(row.id);
        (row, identity)
    });
    Ok(Person { visitors: visitors.collect(), contacts, chats })
}

async fn identities<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    of: &PersonSelector,
    told: Option<&str>,
) -> Result<Vec<visitor_identity::Model>> {
    use visitor_identity::Column;
    let which = match (of.visitor_id, &of.sub, told) {
        (Some(visitor_id), ..) => Condition::any().add(Column::VisitorId.eq(visitor_id)),
        (_, Some(sub), _) => Condition::any().add(Column::Sub.eq(sub.trim())),
        (.., Some(told)) => Condition::any().add(Column::Email.eq(told)).add(Column::Phone.eq(told)),
        _ => return Ok(Vec::new()),
    };
    let rows =
        visitor_identity::Entity::find().filter(Column::OrganizationId.eq(organization_id)).filter(which).all(database);
    Ok(rows.await?)
}

/// Visitors who wrote by WhatsApp from one of these numbers.
async fn by_whatsapp<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    typed: &[TypedIdentityView],
) -> Result<Vec<Uuid>> {
    use whatsapp_sender::Column;
    let phones = typed.iter().filter(|one| one.kind == IdentityKind::Phone).map(|one| one.value.as_str());
    let rows = whatsapp_sender::Entity::find()
        .select_only()
        .column(Column::VisitorId)
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Column::Phone.is_in(phones))
        .into_tuple()
        .all(database);
    Ok(rows.await?)
}

/// The contacts of the person, anonymous ones left out: they are nobody.
async fn contacts<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    of: &PersonSelector,
    typed: &[TypedIdentityView],
    visitor_ids: &BTreeSet<Uuid>,
) -> Result<Vec<contact::Model>> {
    let mut ids: BTreeSet<Uuid> = of_identities(database, organization_id, typed).await?;
    ids.extend(of.contact_id);
    let theirs = chat::Column::VisitorId.is_in(visitor_ids.iter().copied());
    let by_chats = chats(database, organization_id, Condition::all().add(theirs)).await?;
    let by_chats: BTreeSet<Uuid> = by_chats.into_iter().filter_map(|chat| chat.contact_id).collect();
    let by_chats = merged_with(database, organization_id, by_chats).await?;
    let persons = by_chats.iter().filter(|contact| contact.merged_into_id.is_none() && !contact.anonymous);
    if persons.count() > 1 {
        let reason = "Several contacts have used this browser: name the one by `contact_id`.";
        return Err(Error::new(ErrorCode::Conflict).detail(reason));
    }
    ids.extend(by_chats.iter().map(|contact| contact.id));
    let mut contacts = merged_with(database, organization_id, ids).await?;
    if contacts.iter().any(|contact| contact.anonymous && of.contact_id == Some(contact.id)) {
        return Err(Error::new(ErrorCode::Conflict).detail("An anonymous contact is nobody in particular."));
    }
    contacts.retain(|contact| !contact.anonymous);
    Ok(contacts)
}

async fn chats<C: ConnectionTrait>(database: &C, organization_id: Uuid, which: Condition) -> Result<Vec<chat::Model>> {
    let rows = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(which)
        .order_by_asc(chat::Column::Number)
        .all(database);
    Ok(rows.await?)
}

/// Chats before which exactly this was answered.
async fn answered_with<C: ConnectionTrait>(database: &C, organization_id: Uuid, told: &str) -> Result<Vec<Uuid>> {
    let near = chats(database, organization_id, Condition::all().add(chat::Column::Fields.contains(told))).await?;
    let same = |row: &chat::Model| row.fields.0.values().any(|answer| answer == told);
    Ok(near.into_iter().filter(same).map(|row| row.id).collect())
}

/// Chats before which one of these identities was given, however it was written.
async fn typed_in<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    typed: &[TypedIdentityView],
) -> Result<Vec<Uuid>> {
    use chat_identity::Column;
    let mut found = Vec::new();
    for one in typed {
        let rows: Vec<Uuid> = chat_identity::Entity::find()
            .select_only()
            .column(Column::ChatId)
            .filter(Column::OrganizationId.eq(organization_id))
            .filter(Column::Kind.eq(one.kind.as_str()))
            .filter(Column::Value.eq(one.value.as_str()))
            .into_tuple()
            .all(database)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Visitors who left this address or number in a contact form.
async fn left_with<C: ConnectionTrait>(database: &C, organization_id: Uuid, told: &str) -> Result<Vec<Uuid>> {
    use offline_message::Column;
    let rows = offline_message::Entity::find()
        .select_only()
        .column(Column::VisitorId)
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Condition::any().add(Column::Email.eq(told)).add(Column::Phone.eq(told)))
        .into_tuple()
        .all(database);
    Ok(rows.await?)
}
