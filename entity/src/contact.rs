//! Contacts: known persons.

use std::collections::BTreeMap;

use pronto_protocol::{
    Timestamp,
    contact::{ContactView, IdentityView},
};
use sea_orm::entity::prelude::*;

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The name.
    pub name: String,
    /// The name without case and accents: what is searched and ordered by.
    pub name_folded: String,
    /// What else is known.
    pub attributes: Json<BTreeMap<String, String>>,
    /// Whether it stands for everybody who is not known.
    pub anonymous: bool,
    /// The contact this one was merged into.
    pub merged_into_id: Option<Uuid>,
    /// When it was added.
    pub created_at: i64,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The contact as agents read it, with its identities.
    #[must_use]
    pub fn view(self, identities: Vec<IdentityView>) -> ContactView {
        ContactView {
            id: self.id,
            name: self.name,
            attributes: self.attributes.0,
            anonymous: self.anonymous,
            identities,
            merged_into_id: self.merged_into_id,
            created_at: Timestamp::from_unix_ms(self.created_at),
            seq: self.seq.unsigned_abs(),
        }
    }
}
