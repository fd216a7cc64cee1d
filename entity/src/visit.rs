//! Visits: one stay of a visitor on the organization's site each.

use pronto_protocol::visit::DeviceKind;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "visit")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The visitor.
    pub visitor_id: Uuid,
    /// The page being looked at.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where the visit came from.
    pub referrer: Option<String>,
    /// The page it began with.
    pub landing_url: String,
    /// What it is browsed with.
    pub device: Word<DeviceKind>,
    /// The browser's name.
    pub browser: String,
    /// The operating system's name.
    pub system: String,
    /// The address it comes from.
    pub ip: String,
    /// Pages seen.
    pub page_count: i32,
    /// When it began.
    pub started_at: i64,
    /// Since when the page is looked at.
    pub page_started_at: i64,
    /// The last sign of life.
    pub last_seen_at: i64,
    /// When what the grid shows last changed.
    pub changed_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
