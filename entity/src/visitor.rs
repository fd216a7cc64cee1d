//! Visitors: browser or app installations on the customer's side.

use pronto_protocol::organization::Locale;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "visitor")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The visitor's language.
    pub locale: Option<Word<Locale>>,
    /// Address at registration.
    pub ip: String,
    /// Since when it is refused.
    pub blocked_at: Option<i64>,
    /// Raised when its tokens from before are dead.
    pub token_generation: i64,
    /// When it was first seen.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
