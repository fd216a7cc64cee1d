//! Whose a ticket is: nobody's in particular, somebody new, or somebody known.

use pronto_protocol::{contact::IdentityKind, ticket::TicketContact};
use uuid::Uuid;

use super::anonymous::anonymous_contact;
use crate::{
    error::Result,
    ledger::Transaction,
    usecase::{
        contact::{NewContact, find_whole, make, normal_identity, settings_of},
        text::check_name,
    },
};

/// The contact, made if need be.
///
/// # Errors
/// `invalid_fields`, `probable_duplicates` unless confirmed, `already_exists` when the address is another contact's;
/// `not_found` and `conflict` (merged) for a known one.
pub(super) async fn whose(transaction: &mut Transaction, contact: &TicketContact) -> Result<Uuid> {
    match contact {
        TicketContact::Anonymous {} => anonymous_contact(transaction).await,
        TicketContact::Existing { contact_id } => {
            Ok(find_whole(transaction.db(), transaction.organization_id(), *contact_id).await?.id)
        }
        TicketContact::New { name, email, confirm } => {
            let name = check_name("contact.name", name)?;
            let country = settings_of(transaction.db(), transaction.organization_id()).await?.phone_country;
            let email = email.as_deref().filter(|email| !email.trim().is_empty());
            let identity =
                email.map(|email| normal_identity("contact.email", IdentityKind::Email, email, country)).transpose()?;
            let identities = identity.into_iter().collect();
            let new = NewContact { name, identities, confirm: *confirm, ..NewContact::default() };
            Ok(make(transaction, new).await?.id)
        }
    }
}
