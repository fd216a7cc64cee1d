//! Promotions: a text and a page, written beforehand.

use pronto_protocol::approach::PromotionView;
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "promotion")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its name, for agents.
    pub name: String,
    /// What the visitor reads.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Whether it can be sent.
    pub active: bool,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for PromotionView {
    fn from(row: Model) -> Self {
        Self { id: row.id, name: row.name, text: row.text, url: row.url, active: row.active }
    }
}
