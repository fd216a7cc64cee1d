//! Contacts: the customers whom the organization knows.

use std::collections::HashMap;

use pronto_protocol::{
    contact::{ContactView, IdentityKind, IdentityView},
    page::Page,
};

use super::{page, query, read};
use crate::{error::ProntoError, model::view, runtime::on_core, session::Session};

/// A customer whom the organization knows.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Contact {
    /// Its id.
    pub contact_id: String,
    /// The name.
    pub name: String,
    /// By what the person is recognised.
    pub identities: Vec<ContactIdentity>,
    /// What else is known, by keys of the organization's own.
    pub attributes: HashMap<String, String>,
    /// Whether it stands for everybody who is not known.
    pub anonymous: bool,
    /// The contact this one was merged into.
    pub merged_into_id: Option<String>,
    /// When it was added, in milliseconds since 1970.
    pub created_at_ms: u64,
}

/// By what a person is recognised.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ContactIdentity {
    /// Its id.
    pub identity_id: String,
    /// What it is.
    pub kind: ContactIdentityKind,
    /// The value in its one form.
    pub value: String,
}

/// What recognises a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ContactIdentityKind {
    /// An e-mail address, in lower case.
    Email,
    /// A phone number in E.164, as `+5511987654321`.
    Phone,
    /// A number or word given by the organization.
    ExternalId,
}

impl From<ContactView> for Contact {
    fn from(contact: ContactView) -> Self {
        Self {
            contact_id: contact.id.to_string(),
            name: contact.name,
            identities: contact.identities.into_iter().map(Into::into).collect(),
            attributes: contact.attributes.into_iter().collect(),
            anonymous: contact.anonymous,
            merged_into_id: contact.merged_into_id.map(|id| id.to_string()),
            created_at_ms: view::ms(contact.created_at),
        }
    }
}

impl From<IdentityView> for ContactIdentity {
    fn from(identity: IdentityView) -> Self {
        let kind = match identity.kind {
            IdentityKind::Email => ContactIdentityKind::Email,
            IdentityKind::Phone => ContactIdentityKind::Phone,
            IdentityKind::ExternalId => ContactIdentityKind::ExternalId,
        };
        Self { identity_id: identity.id.to_string(), kind, value: identity.value }
    }
}

page! {
    /// A page of contacts.
    ContactPage of Contact from ContactView
}

#[uniffi::export]
impl Session {
    /// Contacts whose name holds these words, or that have this identity (an address, a number, in any way of writing).
    #[uniffi::method(default(words = None, identity = None, cursor = None))]
    pub async fn contacts(
        &self,
        words: Option<String>,
        identity: Option<String>,
        cursor: Option<String>,
    ) -> Result<ContactPage, ProntoError> {
        let account = self.client().clone();
        let query = query([("name", words), ("identity", identity), ("cursor", cursor)]);
        let page = async move { read::<Page<ContactView>>(account.calls().list_contacts(&query).await?) };
        on_core(page).await.map(Into::into)
    }

    /// A contact.
    pub async fn contact(&self, contact_id: String) -> Result<Contact, ProntoError> {
        let (account, contact_id) = (self.client().clone(), view::id(&contact_id)?);
        let contact = async move { read::<ContactView>(account.calls().show_contact(contact_id).await?) };
        on_core(contact).await.map(Into::into)
    }
}
