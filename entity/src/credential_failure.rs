//! Failed sign-ins, counted per account and per address.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "credential_failure")]
pub struct Model {
    /// `account:…` or `address:…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// How many in this window.
    pub failures: i32,
    /// When the window began.
    pub window_started_at: i64,
    /// Nothing is tried before this.
    pub blocked_until: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
