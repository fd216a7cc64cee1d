//! Identity providers: where agents sign in with an account they have already.

use pronto_protocol::agent::Role;
use sea_orm::entity::prelude::*;

use crate::column::{Json, Word};

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_provider")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What the button says.
    pub name: String,
    /// Its address, as its tokens name it.
    pub issuer: String,
    /// What it calls this server.
    pub client_id: String,
    /// The secret that belongs to it, sealed.
    pub client_secret: Vec<u8>,
    /// Domains that are let in; empty = any.
    pub email_domains: Json<Vec<String>>,
    /// Whether unknown people are registered.
    pub add_agents: bool,
    /// Their role.
    pub role: Word<Role>,
    /// Their profile.
    pub profile_id: Option<Uuid>,
    /// Where apps may be led back to.
    pub redirect_uris: Json<Vec<String>>,
    /// Whether one can sign in by it.
    pub active: bool,
    /// When it was added.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
