//! The organization's anonymous contact.

use pronto_entity::{column::Json, organization};
use pronto_protocol::{
    event::Change,
    organization::{Locale, OrganizationView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::contact::{NewContact, make},
};

/// The contact that the organization has named for anonymous tickets; on first use it is made, and named in the settings.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn anonymous_contact(transaction: &mut Transaction) -> Result<Uuid> {
    let row = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let mut settings = row.settings.0.clone();
    if let Some(contact_id) = settings.anonymous_contact_id {
        return Ok(contact_id);
    }
    let name = match settings.locale {
        Locale::PtBr => "Cliente anônimo",
        Locale::En => "Anonymous customer",
    };
    let new = NewContact { name: name.to_owned(), anonymous: true, ..NewContact::default() };
    let contact = make(transaction, new).await?;
    settings.anonymous_contact_id = Some(contact.id);
    let mut changed = row.into_active_model();
    changed.settings = Set(Json(settings));
    let view = OrganizationView::from(changed.update(transaction.db()).await?);
    transaction.emit(Change::OrganizationUpdated(view));
    Ok(contact.id)
}
