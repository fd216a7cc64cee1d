//! Adds a contact.

use futures_util::FutureExt;
use pronto_protocol::{
    agent::Permission,
    contact::{AddContactRequest, AddIdentityRequest, ContactView},
};

use super::{NewContact, attributes::check_attributes, make, normal_identities, settings_of};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::text::check_name,
};

/// Adds a contact with its identities.
///
/// # Errors
/// `forbidden`, `invalid_fields`, `probable_duplicates` unless confirmed, `already_exists`.
pub async fn add(context: &Context, agent: &Agent, request: AddContactRequest) -> Result<ContactView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    if request.anonymous && !request.identities.is_empty() {
        return Err(Error::field("identities", "too_long", "An anonymous contact has no identities."));
    }
    let new = NewContact {
        name: check_name("name", &request.name)?,
        attributes: check_attributes(request.attributes)?,
        anonymous: request.anonymous,
        identities: Vec::new(),
        confirm: request.confirm,
    };
    let given = request.identities;
    context.ledger.commit(agent.organization_id(), move |transaction| write(transaction, new, given).boxed()).await
}

async fn write(transaction: &mut Transaction, new: NewContact, given: Vec<AddIdentityRequest>) -> Result<ContactView> {
    let country = settings_of(transaction.db(), transaction.organization_id()).await?.phone_country;
    let identities = normal_identities(&given, country)?;
    make(transaction, NewContact { identities, ..new }).await
}
