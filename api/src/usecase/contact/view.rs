//! Contacts with their identities.

use std::collections::HashMap;

use pronto_entity::{contact, identity};
use pronto_protocol::contact::{ContactView, IdentityView};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::Result;

/// One contact.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn view_of<C: ConnectionTrait>(database: &C, row: contact::Model) -> Result<ContactView> {
    let organization_id = row.organization_id;
    let mut views = views_of(database, organization_id, vec![row.clone()]).await?;
    Ok(views.pop().unwrap_or_else(|| row.view(Vec::new())))
}

/// Several contacts, in their order, with one read for all.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn views_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    rows: Vec<contact::Model>,
) -> Result<Vec<ContactView>> {
    let identities = identity::Entity::find()
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(identity::Column::ContactId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(identity::Column::Kind)
        .order_by_asc(identity::Column::Id)
        .all(database)
        .await?;
    let mut by_contact: HashMap<Uuid, Vec<IdentityView>> = HashMap::new();
    for row in identities {
        by_contact.entry(row.contact_id).or_default().push(row.into());
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let identities = by_contact.remove(&row.id).unwrap_or_default();
            row.view(identities)
        })
        .collect())
}
