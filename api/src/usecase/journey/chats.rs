//! A person's chats: those that agents gave to the contact, and those at whose entry one of its identities was typed.

use pronto_entity::{chat, chat_identity, identity};
use pronto_protocol::{contact::TypedIdentityView, journey::JourneyEntryView};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use super::list::{Place, Question};
use crate::{error::Result, policy, usecase};

/// The chats of a contact that the agent may see.
///
/// # Errors
/// A failure of the database.
pub(super) async fn read(
    database: &DatabaseConnection,
    question: Question<'_>,
) -> Result<Vec<(Place, JourneyEntryView)>> {
    use chat::Column;
    let organization_id = question.agent.organization_id();
    let mut query = chat::Entity::find()
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(of_contact(database, organization_id, question.contact_id).await?)
        .filter(Condition::all().add_option(policy::seen_chats(question.agent, Expr::col((chat::Entity, Column::Id)))));
    if let Some((at, id)) = question.before {
        let same_time = Condition::all().add(Column::StartedAt.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::StartedAt.lt(at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::StartedAt).order_by_desc(Column::Id).limit(question.most).all(database).await?;
    let places: Vec<Place> = rows.iter().map(|row| (row.started_at, row.id)).collect();
    let chats = usecase::chat::views_of(database, organization_id, rows).await?;
    let entries = chats.into_iter().map(|chat| JourneyEntryView::Chat {
        at: chat.started_at,
        linked: chat.contact_id == Some(question.contact_id),
        chat: Box::new(chat),
    });
    Ok(places.into_iter().zip(entries).collect())
}

/// Which chats are a contact's: given to it, or given to nobody and entered with one of its identities.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn of_contact(
    database: &DatabaseConnection,
    organization_id: Uuid,
    contact_id: Uuid,
) -> Result<Condition> {
    let rows = identity::Entity::find()
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(identity::Column::ContactId.eq(contact_id))
        .all(database)
        .await?;
    let identities: Vec<TypedIdentityView> =
        rows.into_iter().map(|row| TypedIdentityView { kind: row.kind.0, value: row.value }).collect();
    let given = Condition::any().add(chat::Column::ContactId.eq(contact_id));
    Ok(match entered_with(organization_id, &identities) {
        Some(entered) => given.add(entered),
        None => given,
    })
}

/// Which chats are those of a visitor whom nobody has named: the same visitor's, or entered with one of the same identities.
pub(crate) fn of_stranger(organization_id: Uuid, visitor_id: Uuid, typed: &[TypedIdentityView]) -> Condition {
    let own = Condition::any().add(chat::Column::VisitorId.eq(visitor_id));
    match entered_with(organization_id, typed) {
        Some(entered) => own.add(entered),
        None => own,
    }
}

/// Given to nobody, and one of these identities was typed at entry; nothing without identities.
fn entered_with(organization_id: Uuid, identities: &[TypedIdentityView]) -> Option<Condition> {
    use chat_identity::Column;
    if identities.is_empty() {
        return None;
    }
    let same = |one: &TypedIdentityView| {
        Condition::all().add(Column::Kind.eq(one.kind.as_str())).add(Column::Value.eq(one.value.as_str()))
    };
    let typed = chat_identity::Entity::find()
        .select_only()
        .column(Column::ChatId)
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(identities.iter().map(same).fold(Condition::any(), Condition::add))
        .into_query();
    Some(Condition::all().add(chat::Column::ContactId.is_null()).add(chat::Column::Id.in_subquery(typed)))
}
