//! Durable jobs: what has to happen at a time.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What to do.
    pub kind: String,
    /// What to do it to.
    pub subject_id: Uuid,
    /// When.
    pub run_at: i64,
    /// Times it failed.
    pub attempts: i32,
    /// How it failed last.
    pub last_error: Option<String>,
    /// When it was planned.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
