//! Sign-ins at identity providers that are on their way.

use pronto_protocol::identity_provider::SignInStage;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_sign_in")]
pub struct Model {
    /// Hash of the `state` that the browser carries.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: Vec<u8>,
    /// The organization.
    pub organization_id: Uuid,
    /// The provider.
    pub provider_id: Uuid,
    /// Where the browser is led back to.
    pub redirect_uri: String,
    /// What the one who began must know the secret of.
    pub code_challenge: String,
    /// What the ID token must repeat.
    pub nonce: String,
    /// Our own secret towards the provider, sealed.
    pub verifier: Vec<u8>,
    /// How far it is.
    pub stage: Word<SignInStage>,
    /// Who came back.
    pub agent_id: Option<Uuid>,
    /// Hash of the code that is exchanged for tokens.
    pub code_hash: Option<Vec<u8>>,
    /// Until when the next stage may follow.
    pub expires_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
