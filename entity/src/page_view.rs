//! The latest page views of each visit.

use pronto_protocol::{Timestamp, visit::PageViewView};
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "page_view")]
pub struct Model {
    /// The visit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub visit_id: Uuid,
    /// Its place in the visit, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The organization.
    pub organization_id: Uuid,
    /// The page's address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// When.
    pub at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for PageViewView {
    fn from(row: Model) -> Self {
        Self { number: row.number.unsigned_abs(), url: row.url, title: row.title, at: Timestamp::from_unix_ms(row.at) }
    }
}
