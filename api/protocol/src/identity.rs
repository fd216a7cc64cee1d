//! Identity: how the organization's own system vouches for a visitor.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// How identity tokens are signed.
    pub enum IdentityAlgorithm {
        /// HMAC-SHA256 with a secret that both sides hold.
        Hs256 = "HS256",
        /// Ed25519; only the public key is here.
        EdDsa = "EdDSA",
    }
}

/// An identity key as admins read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityKeyView {
    /// Its id: the token's `kid`, if it names one.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Who signs: the token's `iss`.
    pub issuer: String,
    /// How tokens are signed.
    pub algorithm: IdentityAlgorithm,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Adds an identity key; two may be live, so that one can replace the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddIdentityKeyRequest {
    /// What it is for.
    pub name: String,
    /// Who signs: the token's `iss`, as `https://shop.example`.
    pub issuer: String,
    /// How tokens are signed.
    pub algorithm: IdentityAlgorithm,
    /// For `EdDSA`: the public key, as PEM or as base64 of its 32 bytes.
    #[serde(default)]
    pub public_key: Option<String>,
}

/// A new identity key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedIdentityKeyView {
    /// The key's record.
    #[serde(flatten)]
    pub identity_key: IdentityKeyView,
    /// For `HS256`: the secret to sign with; it cannot be shown again.
    pub secret: Option<String>,
}

/// Vouches for the visitor who asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IdentifyVisitorRequest {
    /// The identity token: a JWT with `sub`, `iss` (the key's issuer), `aud` (the organization's slug), `exp` (within an
    /// hour), and, if known, `name`, `email` and `phone`.
    pub jwt: String,
}
