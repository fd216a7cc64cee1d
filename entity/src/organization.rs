//! Organizations: the tenants.

use pronto_protocol::organization::OrganizationSettings;
use pronto_protocol::organization::OrganizationView;
use sea_orm::entity::prelude::*;

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The word in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it decides.
    pub settings: Json<OrganizationSettings>,
    /// Number given to its latest chat.
    pub chat_number: i64,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for OrganizationView {
    fn from(row: Model) -> Self {
        Self { id: row.id, slug: row.slug, name: row.name, settings: row.settings.0 }
    }
}
