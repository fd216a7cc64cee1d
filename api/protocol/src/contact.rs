//! Contacts: known persons, their identities, and notes about them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, queue::FieldKind, word::words};

words! {
    /// What an identity is.
    pub enum IdentityKind {
        /// An e-mail address, in lower case.
        Email = "email",
        /// A phone number in E.164, as `+5511987654321`.
        Phone = "phone",
        /// A number or word given by the organization, in upper case, as a registration number.
        ExternalId = "external_id",
    }
}

impl IdentityKind {
    /// The kind of identity that a pre-chat field asks for, if it asks for one.
    #[must_use]
    pub const fn of_field(kind: FieldKind) -> Option<Self> {
        match kind {
            FieldKind::Email => Some(Self::Email),
            FieldKind::Phone => Some(Self::Phone),
            FieldKind::ExternalId => Some(Self::ExternalId),
            _ => None,
        }
    }
}

words! {
    /// The country whose national phone numbers are understood without a country code.
    pub enum Country {
        /// Brazil, +55.
        Br = "BR",
        /// Portugal, +351.
        Pt = "PT",
        /// The United States and Canada, +1.
        Us = "US",
    }
}

/// A known person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactView {
    /// Its id.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// What else is known, by keys of the organization's own.
    pub attributes: BTreeMap<String, String>,
    /// Whether it stands for everybody who is not known: tickets for statistics belong to it.
    pub anonymous: bool,
    /// By what the person is recognised.
    pub identities: Vec<IdentityView>,
    /// The contact this one was merged into; such a contact stands in no list.
    pub merged_into_id: Option<Uuid>,
    /// When it was added.
    pub created_at: Timestamp,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// By what a contact is recognised; one value belongs to one contact of an organization at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityView {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: IdentityKind,
    /// The value in its one form.
    pub value: String,
}

/// An identity as it is written by people; the server brings it into its one form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddIdentityRequest {
    /// What it is.
    pub kind: IdentityKind,
    /// The value, at most 200 characters.
    pub value: String,
}

/// Adds a contact.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddContactRequest {
    /// The name, 1–80 characters.
    pub name: String,
    /// At most 50; keys of 1–40 lower-case letters, digits and `_`, values of at most 500 characters.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// Whether it stands for everybody who is not known; such a contact has no identities.
    #[serde(default)]
    pub anonymous: bool,
    /// At most 50.
    #[serde(default)]
    pub identities: Vec<AddIdentityRequest>,
    /// Add it although it is probably a duplicate.
    #[serde(default)]
    pub confirm: bool,
}

/// Changes a contact; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateContactRequest {
    /// New name.
    pub name: Option<String>,
    /// Attributes to set; null takes one away, those that are not named stay.
    pub attributes: Option<BTreeMap<String, Option<String>>>,
}

/// Says whose chat it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetChatContactRequest {
    /// The contact.
    pub contact_id: Uuid,
}

/// What was typed at entry, and the contacts it may belong to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CandidatesView {
    /// The identities as they were typed, in their one form; nobody has checked them.
    pub typed: Vec<TypedIdentityView>,
    /// Contacts who have one of them; the oldest first.
    pub contacts: Vec<ContactView>,
}

/// An identity that a visitor typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypedIdentityView {
    /// What it is.
    pub kind: IdentityKind,
    /// The value in its one form.
    pub value: String,
}

/// A note about a contact; agents only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactNoteView {
    /// Its id.
    pub id: Uuid,
    /// The contact.
    pub contact_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// The author's name at the time.
    pub author_name: String,
    /// The text.
    pub text: String,
    /// The author's own id for it; all zeros in events of a version that did not tell it.
    #[serde(default)]
    pub client_id: Uuid,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}
